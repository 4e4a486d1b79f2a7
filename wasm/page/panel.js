// The bar with the one button, what the run is doing, and how it failed.
import { find, make } from "./element.js";
import { problem } from "./problems.js";
import { word } from "./words.js";

export class Panel {
  #speak;
  #go = find("go");
  #state = find("state");
  #error = find("error");
  #now = { word: "loading", values: () => ({}) };
  #failed = null; // { error, errno }
  #asks = false; // the client does, for a line
  #loading = null; // { word, loaded, total } of a program that a run needs

  // speak(text) reads a change aloud.
  constructor(speak) {
    this.#speak = speak;
  }

  clear() {
    this.#failed = null;
    this.#set("idle");
  }

  // offer says whether there is something to run.
  offer(possible) {
    this.#go.disabled = !possible;
    if (!possible) this.#set("nothing");
    else if (this.#now.word === "nothing") this.#set("idle");
  }

  start(order) {
    const role = order.lesson.roles.find((one) => order.places[one] !== "none");
    this.#failed = null;
    this.#set("starting", () => ({ role: word(role) }));
    if (role !== order.lesson.roles[0]) this.ready(order.addr); // the server is there already
  }

  // refuse says why the server lets no run begin.
  refuse(error) {
    this.#failed = { error, errno: "refused" };
    this.#set("idle");
    this.#error.scrollIntoView({ block: "center" });
  }

  // load says how much there is of a program that a run needs; null: all of it.
  load(loading) {
    this.#loading = loading;
    this.render();
  }

  ready(addr) {
    this.#set("running", () => ({ addr }));
  }

  // asks says whether the client waits for a line that its user types.
  asks(asks) {
    if (asks === this.#asks || asks && this.#now.word !== "running") return;
    this.#asks = asks;
    this.render();
    if (asks) this.#speak(word("asks"));
  }

  stop() {
    this.#set("stopping");
  }

  // open says which file's run is there.
  open({ title, trace }) {
    this.#failed = null;
    this.#set("opened", () => ({ name: title, count: trace.events.length }));
  }

  end(run) {
    const { calls } = run.trace;
    this.#failed = run.error;
    const errno = run.error?.errno;
    const what = run.error ? "failed" : this.#now.word === "stopping" ? "stopped" : "ended";
    this.#set(what, () => ({ calls, errno: /^E/.test(errno) ? errno : word("anError") }));
  }

  #set(name, values = () => ({})) {
    this.#now = { word: name, values };
    this.#asks = false;
    this.render();
    this.#speak([this.#state.textContent, this.#failed?.error].filter(Boolean).join(". "));
  }

  #text() {
    const { word: name, values } = this.#now;
    if (!this.#loading || !["idle", "starting"].includes(name)) return word(name, { size: "", ...values() }) + (this.#asks ? word("asks") : "");
    const [loaded, total] = [this.#loading.loaded, this.#loading.total].map((bytes) => (bytes / 1e6).toFixed(1));
    const size = word(this.#loading.total ? "sizeOf" : "size", { loaded, total });
    return word(this.#loading.word, { size });
  }

  render() {
    const { word: name } = this.#now;
    const runs = ["starting", "running", "stopping"].includes(name);
    this.#go.textContent = word(runs ? "stop" : "run");
    this.#go.dataset.runs = runs;
    this.#state.textContent = this.#text();
    this.#state.dataset.state = name;
    this.#error.hidden = !this.#failed;
    if (!this.#failed) return;
    const { why, remedy } = problem(this.#failed.errno);
    this.#error.replaceChildren(
      make("code", {}, this.#failed.error), make("p", {}, why), make("p", {}, remedy));
  }
}
