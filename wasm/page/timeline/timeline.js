// The timeline: a lane a host, time downwards. It draws what is in sight alone,
// so that a long run costs no more than a short one.
import { took } from "../calltext.js";
import { make } from "../element.js";
import { word } from "../words.js";
import { columns, layout, zigzag } from "./layout.js";
import { Marks } from "./marks.js";
import { shape, span, svg } from "./shapes.js";

const near = 24; // px from the end that still are the end
const around = 400; // px beyond what is in sight that are drawn, too
const between = 36; // px, between two times at the edge
const zooms = [0.25, 0.5, 1, 2, 4, 8];

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
  #drawn = new Map(); // elements, by mark
  #picture;
  #follows = true;
  #due = false;
  #chosen = null;

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
    this.choose(null);
    this.words();
    this.#follows = true;
  }

  // words says everything in the language of now.
  words() {
    this.#heads.replaceChildren(...this.#hosts.map((host) => make("span", { className: "lane", "data-host": host }, word(host))));
    this.redraw();
  }

  get marks() {
    return this.#marks;
  }

  get chosen() {
    return this.#chosen;
  }

  follow() {
    this.#follows = true;
    this.#element.scrollTop = this.#element.scrollHeight;
    this.#chip.hidden = true;
  }

  zoom(by) {
    this.#zoom = by === 0 ? 2 : Math.min(zooms.length - 1, Math.max(0, this.#zoom + by));
    this.redraw();
  }

  rescale() {
    this.scale = this.scale === "elastic" ? "true" : "elastic";
    this.redraw();
  }

  // choose marks one as chosen, and shows it.
  choose(mark) {
    this.#drawn.get(this.#chosen)?.classList.remove("chosen");
    this.#chosen = mark;
    this.#drawn.get(mark)?.classList.add("chosen");
    this.#act.select(mark);
    if (mark) this.#reveal(mark);
  }

  #reveal(mark) {
    const [from, to] = span(mark, this.#on);
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
    this.#picture.replaceChildren(patterns());
    this.#on = null;
    this.update();
  }

  // update draws what has changed, once before the next frame.
  update() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #draw() {
    const rows = this.#trace?.order() ?? [];
    const changed = this.#marks.take(rows);
    if (changed || !this.#on) this.#arrange();
    this.#paint();
    if (this.#follows) this.#element.scrollTop = this.#element.scrollHeight;
    this.#chip.hidden = this.#follows;
    if (this.#trace) this.#act.drawn(this.#trace);
  }

  // arrange gives everything its place.
  #arrange() {
    const width = this.#element.clientWidth;
    if (width === 0) return;
    const { points, delay } = this.#marks;
    const { height, gaps } = layout(points, { delay, scale: this.scale, zoom: zooms[this.#zoom] });
    const least = this.#element.clientHeight - 1;
    this.#on = { columns: columns(width, this.#hosts), height: Math.max(height, least), usual: 64 * zooms[this.#zoom], gaps };
    this.#picture.setAttribute("width", width);
    this.#picture.setAttribute("height", this.#on.height);
    for (const head of this.#heads.querySelectorAll(".lane")) {
      const { left, right } = this.#on.columns.lanes[head.dataset.host];
      head.style.left = `${left}px`;
      head.style.width = `${right - left}px`;
    }
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
  }

  // paint draws what is in sight, and removes what is not.
  #paint() {
    if (!this.#on) return;
    const { scrollTop, clientHeight } = this.#element;
    const top = (this.#follows ? this.#on.height - clientHeight : scrollTop) - around;
    const bottom = top + clientHeight + 2 * around;
    this.#frame(top, bottom);
    for (const mark of [...this.#marks.gauges, ...this.#marks.all]) {
      const [from, to] = span(mark, this.#on);
      const there = this.#drawn.get(mark);
      if (to < top || from > bottom) {
        there?.remove();
        this.#drawn.delete(mark);
      } else if (!there) {
        const element = shape(mark, this.#on);
        if (mark === this.#chosen) element.classList.add("chosen");
        this.#picture.insertBefore(element, mark.kind === "note" ? null : this.#picture.querySelector(".mark-note"));
        this.#drawn.set(mark, element);
      }
    }
  }

  // frame draws lanes, times and gaps.
  #frame(top, bottom) {
    const { columns: { lanes, time, width }, height, gaps } = this.#on;
    const group = svg("g", { class: "frame" });
    for (const [host, { left, right }] of Object.entries(lanes)) {
      group.append(svg("rect", { class: "lane", "data-host": host, x: left, y: 0, width: right - left, height }));
    }
    let last = -between;
    for (const { y, time: at } of this.#marks.points) {
      if (y - last < between) continue;
      last = y;
      if (y < top || y > bottom) continue;
      group.append(svg("text", { class: "time", x: time - 8, y: y + 16.5, "text-anchor": "end" }, (at / 1000).toFixed(3)));
    }
    for (const { from, to, time: long } of gaps) {
      if (to < top || from > bottom) continue;
      const y = (from + to) / 2;
      group.append(svg("path", { class: "gap", d: zigzag(time, width, y) }),
        svg("text", { class: "note", x: time - 8, y: y + 4, "text-anchor": "end" }, `⋯ ${took(long)}`));
    }
    this.#picture.querySelector(".frame")?.remove();
    this.#picture.querySelector("defs").after(group);
  }

  // look notes whether the reader is at the end.
  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#element;
    this.#follows = scrollHeight - scrollTop - clientHeight < near;
    this.#chip.hidden = this.#follows;
    requestAnimationFrame(() => this.#paint());
  }
}

// patterns are the hatches: of a call that waits.
function patterns() {
  return svg("defs", {}, svg("pattern", { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "hatch", width: 3, height: 8 })));
}
