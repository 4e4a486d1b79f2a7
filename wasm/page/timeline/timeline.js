// The timeline: a lane a host, time downwards. It draws what is in sight alone,
// so that a long run costs no more than a short one.
import { make } from "../element.js";
import { rest, stepwise } from "../slices.js";
import { Turns } from "../turns.js";
import { hostName } from "../words.js";
import { offer } from "./chip.js";
import { frame, overlay } from "./frame.js";
import { columns, layout } from "./layout.js";
import { Marks } from "./marks.js";
import { shape, span, svg } from "./shapes.js";
import { Shelves } from "./shelves.js";

const near = 72; // px, from the end: so far it follows, also where a bar above takes room meanwhile
const around = 400; // px beyond what is in sight that are drawn, too
const zooms = [0.25, 0.5, 1, 2, 4, 8];
const lively = 3000; // rows, the newest, that are shown while a run goes on

export class Timeline {
  scale = "elastic";
  #element;
  #heads;
  #chip;
  #act;
  #trace = null;
  #hosts = [];
  #marks = new Marks();
  #zoom = 2; // in zooms
  #on = null; // where things are
  #shelves = new Shelves();
  #stale = true; // on is of another width, scale or trace
  #moves = false; // marks get other places: nothing can be drawn
  #drawn = new Map(); // elements, by mark
  #picture;
  #follows = true;
  #turns = new Turns(() => this.#draw());
  #chosen = null;
  #cursor = null; // ms: what is later has not happened yet
  #flag = null; // { entry, time, text }: a line across

  // act is { drawn(trace), select(mark) }: the picture is new; a mark was chosen,
  // or none.
  constructor(element, heads, chip, act) {
    this.#element = element;
    this.#heads = heads;
    this.#chip = chip;
    this.#act = act;
    this.#picture = svg("svg", { "aria-hidden": "true" });
    element.append(this.#picture);
    element.addEventListener("scroll", () => this.#look());
    element.addEventListener("click", (event) => this.#click(event));
    chip.addEventListener("click", () => this.follow());
    new ResizeObserver(() => this.redraw()).observe(element);
  }

  // show begins a timeline of a trace, its hosts from left to right; without one
  // it says what will be there.
  show(trace, hosts) {
    this.#trace = trace;
    this.#hosts = hosts;
    this.#marks = new Marks();
    this.#on = null;
    this.#cursor = this.#flag = null;
    this.choose(null);
    this.words();
    this.#follows = true;
  }

  // words says everything in the language of now.
  words() {
    this.#heads.replaceChildren(...this.#hosts.map((host) => make("span", { className: "lane", "data-host": host }, hostName(host))));
    this.redraw();
  }

  get marks() { return this.#marks; }
  get chosen() { return this.#chosen; }

  // whole returns what a picture of all of it needs, once everything has its place.
  async whole() {
    while (this.#stale || this.#moves) await new Promise(requestAnimationFrame);
    return { marks: this.#marks, on: this.#on, hosts: this.#hosts };
  }

  follow() {
    this.#follows = true;
    this.#element.scrollTop = this.#element.scrollHeight;
  }

  zoom(by) {
    this.#zoom = by === 0 ? 2 : Math.min(zooms.length - 1, Math.max(0, this.#zoom + by));
    this.redraw();
  }

  rescale() {
    this.scale = this.scale === "elastic" ? "true" : "elastic";
    this.redraw();
  }

  // choose marks one as chosen, and shows it, unless something else is to be seen.
  choose(mark, reveal = true) {
    this.#drawn.get(this.#chosen)?.classList.remove("chosen");
    this.#chosen = mark;
    this.#drawn.get(mark)?.classList.add("chosen");
    this.#act.select(mark);
    if (mark && reveal && this.#on) this.#reveal(...span(mark, this.#on));
  }

  // stand puts the cursor at a time, in ms; null: everything has happened.
  stand(time) {
    this.#cursor = time;
    if (time !== null && this.#on) {
      const y = this.#heightOf(time);
      this.#reveal(y - 48, y);
    }
    this.#paint();
  }

  // flag draws a line across at an event of the trace, which happened at a time in
  // ms, and shows it; null: none.
  flag(flag) {
    this.#flag = flag;
    if (flag && this.#on) this.#reveal(this.#heightOfFlag(), this.#heightOfFlag() + 24);
    this.#paint();
  }

  #heightOfFlag() {
    const { entry: { row, event }, time } = this.#flag;
    const point = event.kind === "return" && row?.mark?.blocked && row.mark.end || row?.mark?.begin;
    return point ? point.y + 12 : this.#heightOf(time);
  }

  #heightOf(time) {
    const { points } = this.#marks;
    let [from, to] = [0, points.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (points[middle].time <= time) from = middle + 1;
      else to = middle;
    }
    return from === 0 ? 4 : points[from - 1].y + points[from - 1].room;
  }

  #reveal(from, to) {
    const { scrollTop, clientHeight } = this.#element;
    if (from >= scrollTop && from + 48 <= scrollTop + clientHeight) return;
    this.#follows = false;
    this.#element.scrollTop = Math.max(0, Math.min(from, to) - clientHeight / 3);
  }

  #click(event) {
    const group = event.target.closest("[data-kind]");
    for (const [mark, element] of this.#drawn) if (element === group) this.choose(mark.of ?? mark);
    if (!group) this.choose(null);
  }

  // redraw draws everything anew: in another language, width or scale.
  redraw() {
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
    this.#picture.replaceChildren(svg("defs"));
    this.#stale = true;
    this.update();
  }

  // update draws what has changed, soon.
  update() {
    this.#turns.ask();
  }

  // draw goes in slices where there is much to do. Meanwhile another trace may come.
  async #draw() {
    const marks = this.#marks;
    const rows = this.#trace?.order() ?? [];
    const before = marks.points;
    this.#moves = true;
    await stepwise(marks.take(this.#trace?.live ? rows.slice(-lively) : rows), () => marks === this.#marks);
    if (rows.length > lively) await rest();
    this.#moves = false;
    if (marks !== this.#marks) return;
    if (marks.points !== before || this.#stale) this.#arrange();
    this.#paint();
    if (this.#follows) this.#element.scrollTop = this.#element.scrollHeight;
    offer(this.#chip, this.#follows, this.#trace);
    if (this.#trace) this.#act.drawn(this.#trace);
  }

  // arrange gives everything its place.
  #arrange() {
    const width = this.#element.clientWidth;
    if (width === 0) return;
    this.#stale = false;
    const { all, points, delay } = this.#marks;
    const { height, gaps, times } = layout(points, { delay, scale: this.scale, zoom: zooms[this.#zoom] });
    const least = this.#element.clientHeight - 1;
    const on = { columns: columns(width, this.#hosts), height: Math.max(height, least), usual: 64 * zooms[this.#zoom], gaps, times };
    this.#on = on;
    this.#shelves.put([...all, ...this.#marks.lasting], (mark) => span(mark, on));
    this.#picture.setAttribute("width", on.columns.width);
    this.#picture.setAttribute("height", on.height);
    for (const head of this.#heads.querySelectorAll(".lane")) {
      const { left, right } = on.columns.lanes[head.dataset.host];
      head.style.left = `${left}px`;
      head.style.width = `${right - left}px`;
    }
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
  }

  // paint draws what is in sight, and removes what is not.
  #paint() {
    if (!this.#on || this.#moves) return;
    const { scrollTop, clientHeight } = this.#element;
    const top = (this.#follows ? this.#on.height - clientHeight : scrollTop) - around;
    const bottom = top + clientHeight + 2 * around;
    this.#picture.querySelector(".frame")?.remove();
    this.#picture.querySelector("defs").after(frame(this.#on, top, bottom));
    const seen = new Set(this.#shelves.between(top, bottom));
    for (const [mark, element] of this.#drawn) {
      if (seen.has(mark)) continue;
      element.remove();
      this.#drawn.delete(mark);
    }
    for (const mark of seen) {
      if (this.#drawn.has(mark)) continue;
      const element = shape(mark, this.#on);
      if (mark === this.#chosen) element.classList.add("chosen");
      if (["call", "gauge", "tail"].includes(mark.kind)) this.#picture.querySelector(".frame").after(element); // below what happens meanwhile
      else this.#picture.append(element);
      this.#drawn.set(mark, element);
    }
    this.#over();
  }

  // over draws what lies above everything: signs, the cursor, and the flag.
  #over() {
    this.#picture.querySelector(".over")?.remove();
    const cursor = this.#cursor === null ? null : this.#heightOf(this.#cursor);
    const flag = this.#flag && { y: this.#heightOfFlag(), text: this.#flag.text };
    this.#picture.append(overlay(this.#on, this.#drawn.keys(), cursor, flag));
  }

  // look notes whether the reader is at the end.
  #look() {
    const { scrollHeight, scrollTop, scrollLeft, clientHeight } = this.#element;
    this.#heads.style.translate = `${-scrollLeft}px 0`;
    this.#follows = scrollHeight - scrollTop - clientHeight < near;
    offer(this.#chip, this.#follows, this.#trace);
    requestAnimationFrame(() => this.#paint());
  }
}
