// All charts of a run, and of one that was kept beside it: on one time axis.
import { make } from "../element.js";
import { sliced, stepwise } from "../slices.js";
import { Turns } from "../turns.js";
import { hostName, word } from "../words.js";
import { kinds, seconds } from "./kinds.js";
import { Plot } from "./plot.js";
import { Series } from "./series.js";
import { binOf } from "./shape.js";

export class Panel {
  #element;
  #act;
  #runs = []; // { run, series, kept, shift }, the kept one first
  #plots;
  #note = make("p", { className: "note" });
  #when = make("output", { className: "note" }); // the time that the values beside the names are of
  #whole = make("button", { type: "button", className: "quiet", hidden: true, "data-tool": "whole" });
  #grid = make("div", { className: "grid" });
  #range = null; // { from, to } that is looked at; null: all
  #at = null; // the time that is chosen, in s
  #turns = new Turns(() => this.#draw());

  // act is { choose(row) }: a point of the run was picked.
  constructor(element, act) {
    this.#element = element;
    this.#act = act;
    const plot = { pick: (time, row) => this.#pick(time, row), zoom: (range) => this.#zoom(range), hover: (time) => this.#tell(time), key: (event, one) => this.#key(event, one) };
    this.#plots = kinds.map((kind) => new Plot(kind, plot));
    this.#grid.append(...this.#plots.map((one) => one.element));
    this.#whole.addEventListener("click", () => this.#zoom(null));
    element.replaceChildren(make("div", { className: "axis" }, this.#note, this.#when, this.#whole), this.#grid);
    new ResizeObserver(() => this.update()).observe(this.#grid);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#repaint());
  }

  // show takes the run that is there and the one that is kept: { trace, lesson }, or null.
  show(run, kept) {
    const old = this.#runs;
    const both = [kept && kept.trace !== run?.trace && { run: kept, kept: true }, run && { run, kept: false }].filter(Boolean);
    this.#runs = both.map((one) => ({ ...one, shift: 0, series: old.find(({ run }) => run.trace === one.run.trace)?.series ?? seriesOf(one.run) }));
    this.#range = null;
    this.update();
  }

  // update draws what has changed, soon, if it is to be seen.
  update() {
    if (this.#element.clientWidth > 0) this.#turns.ask();
  }

  // stand shows a time of the run, in ms, as chosen; null: none is.
  stand(at) {
    this.#at = at === null ? null : at / 1000;
    for (const plot of this.#plots) plot.stand(this.#at);
    this.#tell(null);
  }

  // tell says the time under the pointer, or else the one that is chosen.
  #tell(hover) {
    const time = hover ?? this.#at;
    this.#when.value = time === null ? "" : seconds(time);
  }

  #repaint() {
    for (const plot of this.#plots) plot.forget();
    this.update();
  }

  async #draw() {
    const runs = this.#runs;
    for (const one of runs) {
      if (one.series.stale) one.series = seriesOf(one.run);
      if (!await stepwise(one.series.take(), () => runs === this.#runs)) return;
    }
    await this.#paint();
  }

  async #paint() {
    const all = kinds.map(({ name }) => this.#runs.map((one) => ({ ...one, lines: worth(one.series.lines(name)) })));
    this.#align(all);
    const lines = all.map((ones) => ones.flatMap((one) => named(one, this.#runs.length > 1)));
    const every = lines.flat();
    const whole = { from: Math.min(...every.map(({ line }) => line.x[0])), to: Math.max(...every.map(({ line }) => line.x.at(-1))) };
    if (whole.to - whole.from < 0.001) whole.to = whole.from + 0.001;
    const { from, to } = this.#range ?? whole;
    const losses = this.#runs.map(({ series, shift, kept }) => ({ kept, times: series.losses.map(({ time }) => time + shift), rows: series.losses.map(({ row }) => row) }));
    const view = { from, to, begin: whole.from, bin: binOf(to - from), at: this.#at, losses };
    this.#words(every.length > 0, losses);
    await sliced(this.#plots.keys(), (i) => this.#plots[i].show(lines[i].map((one) => ({ ...one, end: whole.to })), view));
  }

  // align has a kept run begin when the other one does.
  #align(all) {
    const begins = this.#runs.map((_, i) => Math.min(...all.flatMap((ones) => ones[i].lines.map(({ x }) => x[0]))));
    const shift = begins.length > 1 ? begins[1] - begins[0] : 0;
    this.#runs.forEach((one) => one.shift = one.kept && Number.isFinite(shift) ? shift : 0);
    for (const ones of all) ones.forEach((one, i) => one.shift = this.#runs[i].shift);
  }

  #words(any, losses) {
    const shift = this.#runs.find(({ kept }) => kept)?.shift ?? 0;
    const said = [any ? word("chartsAbout") : word("chartsNone")];
    const count = losses.map(({ kept, times }) => `${losses.length > 1 ? (kept ? "A " : "B ") : ""}${times.length}`).join(", ");
    if (losses.some(({ times }) => times.length > 0)) said.push(word("chartsLosses", { count }));
    if (shift !== 0) said.push(word("chartsShift", { shift: `${shift > 0 ? "+" : "−"}${seconds(Math.abs(shift))}` }));
    this.#note.textContent = said.join(" ");
    this.#whole.textContent = word("chartsWhole");
    this.#whole.hidden = !this.#range;
  }

  #pick(time, row) {
    this.#act.choose(row);
    this.stand(time * 1000); // what is chosen may begin earlier
  }

  #zoom(range) {
    this.#range = range && { from: range[0], to: range[1] };
    this.#paint();
  }

  // key has a chart follow its keys: to other points, and nearer.
  #key(event, plot) {
    const [first, last] = plot.ends;
    const at = this.#at ?? last;
    const to = { ArrowRight: () => plot.next(at, 1), ArrowUp: () => plot.next(at, 1), ArrowLeft: () => plot.next(at, -1), ArrowDown: () => plot.next(at, -1), Home: () => first, End: () => last }[event.key];
    const near = { "+": 0.25, "=": 0.25, "-": 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !to && !near && event.key !== "0") return;
    event.preventDefault();
    const time = to?.();
    if (typeof time === "number") plot.pick(time);
    if (near) this.#zoom(plot.around(at, near));
    if (event.key === "0") this.#zoom(null);
  }
}

const seriesOf = ({ trace, lesson }) => new Series(trace, lesson?.name ?? "");

// worth returns the lines that say anything, in the order of the page's hosts.
const worth = (lines) => lines.filter(({ y }) => y.some((value) => value > 0)).sort((a, b) => a.host.localeCompare(b.host, "en", { numeric: true }));

// named names the lines of a run: by their host, and by what of it where that has several.
function named({ lines, run, kept, shift }, both) {
  return lines.map((line) => {
    const alone = lines.filter(({ host }) => host === line.host).length === 1;
    const name = [both && (kept ? "A" : "B"), hostName(line.host), !alone && ofWhat(line.of)].filter(Boolean).join(" ");
    return { line: shift ? { ...line, x: line.x.map((x) => x + shift) } : line, host: line.host, name, kept };
  });
}

// ofWhat names a link by where it goes, and a connection by its ports.
const ofWhat = (of) => (of.includes(">") ? `→ ${of.split(">")[1]}` : of.replace(/[^ ]*:/g, ":"));
