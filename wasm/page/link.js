// The connection to the server, in words that are always to be seen.
import { besides } from "./endpoint.js";
import { word } from "./words.js";

// The HTTP status of a WebSocket's address that would be let in.
const upgrade = 426;

export class Link {
  #element;
  #speak;
  #now = { state: "loading" };
  #until = 0; // when the next attempt is
  #timer = 0;

  // speak(text) reads a change aloud.
  constructor(element, speak) {
    this.#element = element;
    this.#speak = speak;
    this.render();
  }

  get connected() {
    return this.#now.state === "connected";
  }

  // take takes a state message of the program, or its end.
  take(message) {
    const state = message.kind === "stopped" ? "stopped" : message.state;
    const changed = state !== this.#now.state;
    this.#now = { state, error: message.error ?? "" };
    this.#until = performance.now() + (message.retry_in_ms ?? 0);
    clearInterval(this.#timer);
    if (state === "waiting") {
      this.#timer = setInterval(() => this.render(), 1000);
      this.#ask();
    }
    this.render();
    if (changed) this.#speak(this.#element.textContent);
  }

  // ask finds out why there is no connection: a browser does not tell the reason
  // when a WebSocket is refused.
  async #ask() {
    const asked = this.#now;
    try {
      const answer = await fetch(besides("bridge"), { cache: "no-store" });
      if (answer.status === upgrade) return;
      asked.refused = (await answer.text()).trim() || `${answer.status}`;
    } catch {
      return; // nobody answers: what is shown is right
    }
    if (asked === this.#now) this.render();
  }

  render() {
    const { state, error, refused } = this.#now;
    const seconds = Math.max(0, Math.ceil((this.#until - performance.now()) / 1000));
    const name = refused ? "refused" : state;
    const text = word(`link${name[0].toUpperCase()}${name.slice(1)}`, { seconds, error: refused ?? error });
    if (this.#element.textContent !== text) this.#element.textContent = text;
    this.#element.dataset.state = name;
  }
}
