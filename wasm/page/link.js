// The connection to the server, in words that are always to be seen.
import { besides } from "./endpoint.js";
import { word } from "./words.js";

// The HTTP status of a WebSocket's address that would be let in, and those of a
// page that will not be as it is: without the token, or of another site.
const upgrade = 426;
const absent = 404; // where there are only files: nobody refuses
const final = [401, 403, 421];

// How long such a page rests before it asks again, and from when on a wait is so
// long that the reader may cut it short; in ms.
const rest = 5 * 60_000;
const long = 15_000;

export class Link {
  refused = ""; // why the server lets no run of this page begin
  #element;
  #button;
  #act;
  #now = { state: "loading" };
  #until = 0; // when the next attempt is
  #timer = 0;
  #again = 0;

  // act is { connect(), close(), speak(text) }, which reads a change aloud.
  constructor(element, button, act) {
    this.#element = element;
    this.#button = button;
    this.#act = act;
    button.addEventListener("click", () => this.connect());
    this.render();
  }

  // alone says that there is no server, and reaches for none from now on.
  alone() {
    this.#now = { state: "alone" };
    this.render();
  }

  get connected() {
    return this.#now.state === "connected";
  }

  // connect reaches for the server now.
  connect() {
    if (this.#now.state === "alone") return;
    clearTimeout(this.#again);
    this.#again = 0;
    this.#act.connect();
  }

  // take takes a state message of the program, or its end.
  take(message) {
    if (this.#now.state === "alone") return; // the run says what has stopped
    const state = message.kind === "stopped" ? "stopped" : message.state;
    if (this.#again && state !== "stopped") return; // it rests, whatever was under way
    const changed = state !== this.#now.state;
    this.#now = { state, error: message.error ?? "" };
    this.#wait(message.retry_in_ms ?? 0);
    if (state === "connected") this.refused = "";
    if (state === "waiting" && !(message.retry_in_ms >= long)) this.#ask(); // else it was told
    this.render();
    if (changed) this.#act.speak(this.#element.textContent);
  }

  #wait(time) {
    this.#until = performance.now() + time;
    clearInterval(this.#timer);
    if (time > 0) this.#timer = setInterval(() => this.render(), 1000);
  }

  // ask finds out why there is no connection: a browser does not tell the reason
  // when a WebSocket is refused.
  async #ask() {
    const asked = this.#now;
    this.refused = "";
    try {
      const answer = await fetch(besides("bridge"), { cache: "no-store" });
      if ([upgrade, absent].includes(answer.status) || this.#now.state === "connected") return;
      this.refused = (await answer.text()).trim() || `${answer.status}`;
      if (final.includes(answer.status)) this.#rest();
    } catch {
      return; // nobody answers: what is shown is right
    }
    if (asked === this.#now) this.render();
  }

  #rest() {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.connect(), rest);
    this.#now = { state: "waiting", error: "" }; // the next attempt may have begun
    this.#wait(rest);
    this.#act.close();
    this.render();
  }

  render() {
    const { state, error } = this.#now;
    const left = Math.max(0, this.#until - performance.now());
    const name = state === "waiting" && this.refused ? "refused" : state;
    const text = word(`link${name[0].toUpperCase()}${name.slice(1)}`, { seconds: Math.ceil(left / 1000), error: name === "refused" ? this.refused : error });
    if (this.#element.textContent !== text) this.#element.textContent = text;
    this.#element.dataset.state = name;
    this.#button.hidden = state !== "waiting" || left < long;
  }
}
