// A run that is over can be gone through: a slider moves a cursor through its events,
// and the page shows what there was by then.
import { find, make } from "../element.js";
import { word } from "../words.js";
import { inOrder } from "./lines.js";
import { States } from "./states.js";

const speeds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 100];
const near = 200; // events: from farther off, what was printed is printed anew
const seldom = 500; // ms, between two changes where motion is to be reduced

export class Replay {
  #act;
  #bar;
  #slider;
  #play;
  #label;
  #speed;
  #said;
  #trace = null;
  #all = []; // entries, in order
  #states = null;
  #at = 0; // so many events have happened
  #timer = 0;
  #clock = null; // { from: ms of the run, since: performance.now }, while it plays

  // act is { timeline, terminals, code }: what follows the cursor.
  constructor(act) {
    this.#act = act;
    this.#slider = make("input", { type: "range", id: "replay", min: 0, step: 1 });
    this.#play = make("button", { type: "button", className: "quiet", id: "replay-play" });
    this.#said = make("output", { className: "note", htmlFor: "replay" });
    this.#speed = make("select", { id: "replay-speed" }, ...speeds.map((one) => make("option", { value: one, selected: one === 1 }, `×${one}`)));
    this.#label = make("span", { className: "unseen" });
    this.#bar = make("div", { className: "replay", role: "group", hidden: true }, this.#play,
      make("label", { className: "speed" }, this.#label, this.#speed), this.#slider, this.#said);
    find("heads").after(this.#bar);
    let due = 0;
    this.#slider.addEventListener("input", () => {
      this.#stop();
      cancelAnimationFrame(due);
      due = requestAnimationFrame(() => this.#go(Number(this.#slider.value)));
    });
    this.#play.addEventListener("click", () => (this.#clock ? this.#stop() : this.#begin()));
    this.#speed.addEventListener("input", () => this.#clock && this.#begin());
    this.render();
  }

  // offer shows the slider for a run that is over, at its end; null: there is none.
  // What was printed is there already, unless that is to be printed.
  offer(trace, print = false) {
    this.#stop();
    this.#bar.hidden = !trace?.events.length;
    this.#trace = this.#bar.hidden ? null : trace;
    if (!this.#trace) return;
    const order = inOrder(trace);
    this.#all = order;
    this.#states = new States(order);
    this.#at = this.#slider.max = order.length;
    this.#slider.value = order.length;
    if (print) this.#print(0, order.length);
    this.render();
  }

  // places returns where the hosts are at the cursor; null: it is at the end.
  get places() {
    return this.#trace && this.#at < this.#all.length ? this.#states.places(this.#at) : null;
  }

  // begin plays from the cursor on, or from the start if that is at the end.
  #begin() {
    if (this.#at === this.#all.length) this.#go(0);
    this.#clock = { from: this.#time(this.#at), since: performance.now() };
    this.#next();
    this.render();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#clock = null;
    this.render();
  }

  // next goes to where the run is by now, and waits for what comes then.
  #next() {
    const speed = Number(this.#speed.value);
    const now = this.#clock.from + (performance.now() - this.#clock.since) * speed;
    let at = this.#at;
    while (at < this.#all.length && this.#time(at + 1) <= now) at++;
    if (at !== this.#at) this.#go(at);
    if (at === this.#all.length) {
      this.#stop();
      return;
    }
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#timer = setTimeout(() => this.#next(), Math.max(still ? seldom : 16, Math.min(1000, (this.#time(at + 1) - now) / speed)));
  }

  // time returns when the last of so many events was, in ms. Some are told late: the
  // time never goes back.
  #time(count) {
    return this.#states.times[count] ?? 0;
  }

  // go shows the run as it was after so many events.
  #go(count) {
    const { timeline, code } = this.#act;
    const before = this.#at;
    this.#at = count;
    this.#slider.value = count;
    const end = count === this.#all.length;
    timeline.stand(end ? null : this.#time(count));
    const row = this.#all[count - 1]?.entry.row;
    if (row?.mark && !row.gone) timeline.choose(row.mark, false);
    if (count === 0) timeline.choose(null);
    this.#print(count < before || count - before > near ? 0 : before, count);
    code(this.#states.places(count));
    this.render();
  }

  // print prints what was printed after from events; from 0, all anew.
  #print(from, to) {
    const { terminals } = this.#act;
    if (from === 0) terminals.clear();
    for (const { host, text, typed } of this.#states.printed(from, to)) terminals.write(host, text, typed);
  }

  render() {
    this.#play.textContent = word(this.#clock ? "replayPause" : "replayPlay");
    this.#label.textContent = word("replaySpeed");
    this.#bar.setAttribute("aria-label", word("replay"));
    this.#slider.setAttribute("aria-label", word("replayAt"));
    if (!this.#trace) return;
    const values = { at: this.#at, count: this.#all.length, time: (this.#time(this.#at) / 1000).toFixed(3) };
    this.#slider.setAttribute("aria-valuetext", word("replayValue", values));
    this.#said.textContent = `${values.at} / ${values.count} · ${values.time} s`;
  }
}
