// The lesson's text, in the language of now: HTML that the build has made of it,
// in which code, experiments and claims are put where it says.
import { line } from "./code.js";
import { make } from "./element.js";
import { excerpt } from "./steps.js";
import { current, word } from "./words.js";

// What stands in both languages' texts, in the same order.
const anchors = "h2, div[data-code], [data-try], [data-claim]";

export class Prose {
  #element;
  #code;
  #knobs;
  #fill;
  #lesson = null;
  #texts = new Map(); // by name and language

  // code has the language of programs; fill(element) fills what stands for an
  // experiment or a claim.
  constructor(element, code, knobs, fill) {
    this.#element = element;
    this.#code = code;
    this.#knobs = knobs;
    this.#fill = fill;
  }

  // show shows a lesson's text; a lesson that has experiments has one. It is there when
  // the promise is kept.
  show(lesson) {
    this.#lesson = lesson;
    this.#element.replaceChildren();
    this.#element.hidden = !lesson.experiments;
    return this.render();
  }

  // render shows it in the language of now, with what the reader sees where it was.
  async render() {
    const lesson = this.#lesson;
    if (!lesson?.experiments) return;
    const lang = current();
    const text = await this.#load(`${lesson.name}.${lang}`);
    if (lesson !== this.#lesson || lang !== current()) return;
    const before = this.#anchors();
    const index = before.findLastIndex((one) => one.getBoundingClientRect().top < innerHeight / 3);
    const top = before[index]?.getBoundingClientRect().top;
    if (text === null) this.#element.replaceChildren(make("p", { className: "note" }, word("noText")));
    else this.#element.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    for (const one of this.#element.querySelectorAll("[data-try], [data-claim]")) this.#fill(one);
    for (const table of this.#element.querySelectorAll("table")) table.tabIndex = 0;
    this.excerpts();
    const after = this.#anchors()[index];
    if (after) scrollBy({ top: after.getBoundingClientRect().top - top, behavior: "instant" });
  }

  #anchors() {
    return [...this.#element.querySelectorAll(anchors)];
  }

  // excerpts shows the pieces of code in the language that the reader chose.
  excerpts() {
    for (const [i, one] of this.#element.querySelectorAll("div[data-code]").entries()) {
      const lines = excerpt(this.#lesson[this.#code.which], one.dataset.code);
      const code = make("pre", { className: "source", tabIndex: 0, "aria-label": one.dataset.code },
        ...lines.map(({ line: number, text }) => line(number, ...this.#knobs.line(this.#code.which, text))));
      if (one.lastElementChild) one.lastElementChild.replaceWith(code);
      else one.append(...(i === 0 ? [this.#code.choices()] : []), code);
    }
    this.#code.mark();
  }

  // load returns a text, or null.
  async #load(name) {
    if (this.#texts.has(name)) return this.#texts.get(name);
    try {
      const answer = await fetch(new URL(`../lessons/${name}.html`, import.meta.url));
      if (!answer.ok) return null;
      this.#texts.set(name, await answer.text());
      return this.#texts.get(name);
    } catch {
      return null;
    }
  }
}
