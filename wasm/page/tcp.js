// Runs with TCP on a virtual network: they are another program's, which is loaded
// when one is chosen, for it is large.
import { Program } from "./program.js";

const file = "socketlab-tcp.wasm";

export class TCP {
  loading = null; // { loaded, total } in bytes, total 0 if nobody knows; else it is loaded, or not begun
  #receive;
  #changed;
  #program = null;
  #failed = false; // the last time
  #runs = new Set();

  // receive is called with each message of a run, changed when loading has.
  constructor(receive, changed) {
    this.#receive = receive;
    this.#changed = changed;
  }

  // prepare loads the program, as a run is likely. What failed is for the run.
  prepare() {
    if (!this.#failed) this.#begin();
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
    if (this.#program) return;
    this.#program = new Program(file, (message) => this.#take(message));
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
        this.#stopped(message.error);
        break;
      case "done":
        this.#done(message.run, message);
        break;
      default:
        this.#receive(message);
    }
  }

  #load(loading) {
    this.loading = loading;
    this.#changed();
  }

  // stopped forgets the program, so that the next run begins another.
  #stopped(error) {
    const errno = this.loading ? "notLoaded" : "";
    this.#failed = Boolean(this.loading);
    this.#program.end();
    this.#program = null;
    this.#load(null);
    for (const run of [...this.#runs]) this.#done(run, { error: `${file}: ${error}`, errno });
  }

  #done(run, message) {
    if (this.#runs.delete(run)) this.#receive({ ...message, kind: "done", run });
  }
}
