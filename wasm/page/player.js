// A Go program that plays runs, loaded when it is first needed, and anew when it has
// stopped.
import { Program } from "./program.js";

export class Player {
  loading = null; // { word, loaded, total } in bytes, total 0 if nobody knows; else it is loaded, or not begun
  #file;
  #word;
  #receive;
  #changed;
  #program = null;
  #first = null; // the message that each program begins with
  #failed = false; // to load, the last time
  #runs = new Set();

  // word says that it is loaded. receive is called with each message of the program,
  // and when it has stopped; changed when loading has.
  constructor(file, word, receive, changed) {
    this.#file = file;
    this.#word = word;
    this.#receive = receive;
    this.#changed = changed;
  }

  get begun() {
    return this.#program !== null;
  }

  // prepare loads the program, as a run is likely. What failed is for the run.
  prepare() {
    if (!this.#failed) this.#begin();
  }

  // connect has the program reach for a server, now and whenever it begins; null: no more.
  connect(url) {
    this.#first = url && { kind: "connect", url };
    if (!this.begun) this.prepare();
    else this.#program.send(this.#first ?? { kind: "close" });
  }

  send(message) {
    if (message.kind === "start") {
      this.#runs.add(message.run);
      this.#begin();
    }
    this.#program?.send(message);
    if (message.kind === "stop" && this.loading) this.#done(message.run, {}); // nothing of it has begun
  }

  end() {
    this.#program?.end();
  }

  #begin() {
    if (this.begun) return;
    this.#program = new Program(this.#file, (message) => this.#take(message));
    if (this.#first) this.#program.send(this.#first);
    this.#load({ loaded: 0, total: 0 });
  }

  #take(message) {
    switch (message.kind) {
      case "loading":
        this.#load(message);
        break;
      case "loaded":
        this.#failed = false;
        this.#load(null);
        break;
      case "stopped":
        this.#stopped(message);
        break;
      case "done":
        this.#done(message.run, message);
        break;
      default:
        this.#receive(message);
    }
  }

  #load(loading) {
    this.loading = loading && { ...loading, word: this.#word };
    this.#changed();
  }

  // stopped forgets the program, so that the next run begins another.
  #stopped(message) {
    const errno = this.loading ? "notLoaded" : "";
    this.#failed = Boolean(this.loading);
    this.#program.end();
    this.#program = null;
    this.#load(null);
    this.#receive(message);
    for (const run of [...this.#runs]) this.#done(run, { error: `${this.#file}: ${message.error}`, errno });
  }

  #done(run, message) {
    if (this.#runs.delete(run)) this.#receive({ ...message, kind: "done", run });
  }
}
