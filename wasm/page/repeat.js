// One experiment on many seeds of a virtual network, whose time passes fast; the
// runs are not shown, but counted.
import { Run } from "./run.js";
import { Trace } from "./trace.js";
import { joined, Trial } from "./trial.js";

// How fast the time passes: what a page needs to compute counts as time, too.
const speed = 10;

export class Repeat {
  #asked;
  #order;
  #act;
  #tally;
  #run = null;

  // order is the Run's. act is { players(order), judge(events, failed), counted(tally) };
  // tally is { counts, done, of }, where counts is by answer.
  constructor(asked, order, times, act) {
    this.#asked = asked;
    this.#order = order;
    this.#act = act;
    this.#tally = { counts: new Map(), done: 0, of: times, stopped: false };
  }

  async play() {
    const { counts, of } = this.#tally;
    this.#act.counted(this.#tally);
    for (let seed = 1; seed <= of && !this.#tally.stopped; seed++) {
      const { heard, failed } = await this.#once(seed);
      if (this.#tally.stopped) return;
      const { verdict } = await this.#act.judge(joined(heard, new Map()).events, failed);
      const key = verdict?.decided ? `${verdict.option} ${verdict.option < 0 ? verdict.answer : ""}` : "";
      const { count } = counts.get(key) ?? { count: 0 };
      counts.set(key, { count: count + 1, verdict: verdict ?? { decided: false } });
      this.#tally.done = seed;
      this.#act.counted(this.#tally);
    }
  }

  stop() {
    this.#tally.stopped = true;
    this.#run?.stop();
    this.#act.counted(this.#tally);
  }

  receive(message) {
    this.#run?.receive(message);
  }

  #once(seed) {
    const order = { ...this.#order, network: { ...this.#order.network, seed: this.#order.network.seed || seed, speed } };
    return new Promise((done) => {
      const type = (line) => (line === null ? this.#run.eof() : this.#run.stdin(line + "\n"));
      const trial = new Trial(this.#asked, order, { type, speed: () => speed, done });
      const trace = new Trace(0, () => 0);
      this.#run = new Run(order, this.#act.players(order), trace, (...what) => trial.tell(...what));
      trial.begin(this.#run, trace);
    });
  }
}
