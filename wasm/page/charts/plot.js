// One chart: its name and unit, its lines, what they are at a time, and in words what
// they were.
import { make } from "../element.js";
import { word } from "../words.js";
import uPlot from "../vendor/uplot/uPlot.js";
import { number, seconds, unitOf } from "./kinds.js";
import { crossed, palette, under } from "./paint.js";
import { after, extremes, rates, sum, thin, valueAt } from "./shape.js";

const height = 132; // px
const most = 8; // lines: more cannot be told apart

export class Plot {
  element;
  #kind;
  #act;
  #name = make("b");
  #unit = make("span", { className: "note" });
  #keys = make("span", { className: "keys" });
  #area = make("div", { className: "plot", tabIndex: 0, role: "slider" });
  #said = make("p", { className: "note said" });
  #chosen = make("div", { className: "chosen-time", hidden: true }); // a line: the chart stays as it is painted
  #plot = null;
  #shape = ""; // of what the plot was made for
  #lines = []; // { line, host, name, kept, x, y, rows }: the last three as drawn
  #view = null; // { from, to, at, losses, bin, unit }

  // act is { pick(time, row), zoom([from, to]), hover(time), key(event, plot) }.
  constructor(kind, act) {
    this.#kind = kind;
    this.#act = act;
    this.element = make("figure", { className: "chart", "data-chart": kind.name },
      make("figcaption", {}, this.#name, " ", this.#unit, this.#keys), this.#area, this.#said);
    this.#area.addEventListener("keydown", (event) => act.key(event, this));
  }

  // show draws lines: [{ line, host, name, kept }], of a view { from, to, begin, bin, at,
  // losses }.
  show(lines, view) {
    const width = this.#area.clientWidth;
    this.element.hidden = lines.length === 0;
    this.element.dataset.points = lines.reduce((all, { line }) => all + line.x.length, 0);
    if (lines.length === 0 || width === 0) return;
    this.#lines = lines.slice(0, most).map((one) => this.#drawn(one, view, width));
    const top = Math.max(1e-9, ...this.#lines.map(({ y }) => extremes({ y }).most).filter(Number.isFinite));
    this.#view = { ...view, top, unit: unitOf(this.#kind.unit, top), more: lines.length - this.#lines.length };
    this.#words();
    const shape = [width, this.#view.unit.name, document.documentElement.lang, ...this.#lines.map(({ host, kept }) => `${host} ${kept}`)].join();
    if (shape !== this.#shape) this.#make(width);
    this.#shape = shape;
    this.#plot.setData(uPlot.join(this.#lines.map(({ x, y }) => [x, y])), true);
    this.stand(view.at);
  }

  // drawn adds what is drawn of a line: a goodput in bins, and no more points than can
  // be seen. A state lasts until the run's last event.
  #drawn(one, { from, to, bin, begin }, width) {
    const { line, end } = one;
    let points = line;
    if (this.#kind.unit === "rate") points = rates(line, bin, begin);
    const { x, y, rows } = thin(points, from, to, width);
    if (!this.#kind.dots && end > x.at(-1)) {
      x.push(end);
      y.push(y.at(-1));
      rows.push(null);
    }
    return { ...one, all: points, x, y, rows };
  }

  #make(width) {
    this.#plot?.destroy();
    const colours = palette(this.element);
    const axis = { stroke: colours.wait, font: colours.font, grid: { stroke: colours.hair, width: 1 }, ticks: { show: false } };
    const whole = ["packets", "segments"].includes(this.#kind.unit) ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] : undefined;
    this.#plot = new uPlot({
      width, height, padding: [10, 10, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [this.#view.from, this.#view.to] },
        y: { range: () => [0, this.#view.top * 1.08] },
      },
      axes: [
        { ...axis, size: 26, gap: 4, space: 64, values: (_, all) => all.map((time) => `${+time.toFixed(6)} s`) },
        { ...axis, size: 46, gap: 4, space: 20, incrs: whole, values: (_, all) => all.map((value) => number(value / this.#view.unit.of)) },
      ],
      cursor: {
        y: false, drag: { x: true, y: false, setScale: false, dist: 6 }, sync: { key: "charts", scales: ["x", null] },
        points: { show: false }, bind: { dblclick: () => () => this.#act.zoom(null) },
      },
      series: [{}, ...this.#lines.map(({ host, kept }) => this.#style(colours.host(host), kept))],
      hooks: {
        draw: [(plot) => {
          under(plot, this.#lines, this.#kind, colours);
          crossed(plot, this.#view, colours);
        }],
        setCursor: [(plot) => this.#hover(plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : null)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    }, null, this.#area);
    this.#plot.over.append(this.#chosen);
    this.#plot.root.addEventListener("click", (event) => this.#click(event));
  }

  // style is that of a run's line; of a kept one the line is broken.
  #style(stroke, kept) {
    const points = { show: this.#kind.dots === true, size: 6, width: 1.5, stroke, fill: kept ? "transparent" : stroke };
    const paths = this.#kind.dots ? () => null : uPlot.paths.stepped({ align: 1 });
    return { stroke, width: kept ? 1.5 : 2, dash: kept ? [4, 4] : undefined, points, paths, spanGaps: true };
  }

  #hover(time) {
    this.#values(time);
    this.#act.hover(time);
  }

  #selected(plot) {
    const { left, width } = plot.select;
    if (width < 6) return;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#act.zoom([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
  }

  // click picks a point, or of the losses above the lines the one that is nearest.
  #click(event) {
    const { left, top } = this.#plot.over.getBoundingClientRect();
    const time = this.#plot.posToVal(event.clientX - left, "x");
    if (event.clientY >= top) {
      this.pick(time);
      return;
    }
    const { times, rows } = this.#view.losses.find(({ kept }) => !kept) ?? { times: [] };
    const nearest = times.reduce((best, at, i) => (Math.abs(at - time) < Math.abs(times[best] - time) ? i : best), 0);
    if (times.length > 0 && rows[nearest]) this.#act.pick(times[nearest], rows[nearest]);
  }

  // pick picks the point that is nearest to a time, of a line of the run that is there.
  pick(time) {
    let best = null;
    for (const { x, rows, kept } of this.#lines) {
      const i = after(x, time);
      for (const at of [i - 1, i]) {
        if (kept || !rows[at] || best && Math.abs(best.time - time) <= Math.abs(x[at] - time)) continue;
        best = { time: x[at], row: rows[at] };
      }
    }
    if (best) this.#act.pick(best.time, best.row);
  }

  // next returns when the next point is, or the one before, as of a time.
  next(time, by) {
    const all = this.#lines.filter(({ kept }) => !kept).flatMap(({ x, rows }) => x.filter((_, i) => rows[i]));
    const there = all.filter((x) => (by > 0 ? x > time : x < time));
    return there.length > 0 ? there.reduce((a, b) => (by > 0 === b < a ? b : a)) : null;
  }

  get ends() {
    return [this.next(-1, 1), this.next(Infinity, -1)];
  }

  // around returns a span around a time, so much of the one that is shown on each side.
  around(time, share) {
    const { from, to } = this.#view;
    const half = (to - from) * share;
    return [time - half, time + half];
  }

  // forget has everything drawn anew: in other colours.
  forget() {
    this.#shape = "";
  }

  // stand shows a time as chosen; null: none is.
  stand(at) {
    if (!this.#view) return;
    const { from, to } = this.#view;
    this.#view.at = at;
    this.#chosen.hidden = at === null || at < from || at > to;
    if (!this.#chosen.hidden) this.#chosen.style.translate = `${this.#plot.valToPos(at, "x")}px 0`;
    this.#values(null);
  }

  // values shows what the lines are at a time; null: at the one that is chosen, or at the end.
  #values(hover) {
    const { at, to, unit } = this.#view;
    const time = hover ?? at ?? to;
    const texts = this.#lines.map((one) => {
      const value = valueAt(one.all, time);
      return value === null ? "–" : `${number(value / unit.of)}`;
    });
    this.#keys.querySelectorAll("output").forEach((output, i) => output.value = texts[i]);
    if (hover !== null) return;
    const said = this.#lines.map(({ name }, i) => `${name} ${texts[i]}`).join(", ");
    for (const [key, value] of Object.entries({ valuemin: this.#view.from, valuemax: to, valuenow: time })) this.#area.setAttribute(`aria-${key}`, value.toFixed(6));
    this.#area.setAttribute("aria-valuetext", `${seconds(time)}: ${said} ${word(unit.name)}`);
  }

  // words says what the chart is, and what its lines were.
  #words() {
    const { unit, bin, more } = this.#view;
    this.#name.textContent = word(`chart_${this.#kind.name}`);
    this.#unit.textContent = word(unit.name);
    this.#area.setAttribute("aria-label", word(`chart_${this.#kind.name}`));
    this.#keys.replaceChildren(...this.#lines.map(({ host, kept, name }) => make("span", { className: kept ? "key kept" : "key", "data-host": host }, name, " ", make("output"))));
    const said = this.#lines.map((one) => `${one.name}: ${this.#summary(one)}`);
    if (more > 0) said.push(word("chartMore", { count: more }));
    this.#said.replaceChildren(make("span", { className: "about" }, word(`about_${this.#lines[0].line.chart}`, { bin: `${number(bin * 1000)} ms` })), ` ${said.join(word("chartThen"))}`);
  }

  #summary({ line }) {
    if (this.#kind.unit === "rate") {
      const [all, span] = [sum(line), line.x.at(-1) - line.x[0]];
      const mean = span > 0 ? all / span : 0;
      const unit = unitOf("rate", mean);
      const bytes = unitOf("bytes", all);
      return word(mean ? "chartRate" : "chartOnce", { sum: `${number(all / bytes.of)} ${bytes.name}`, mean: `${number(mean / unit.of)} ${unit.name}` });
    }
    const { of } = this.#view.unit;
    const { least, most, last } = extremes(line);
    return word("chartRange", { least: number(least / of), most: number(most / of), last: number(last / of) });
  }
}
