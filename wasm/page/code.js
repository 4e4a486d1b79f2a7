// A lesson's program, in the language that the reader chose, and the pieces of it
// that stand in the text.
import { make } from "./element.js";
import { locate } from "./steps.js";
import { word } from "./words.js";

// line is a line of a program. It is an element of its own, so that it can hang
// when it is wrapped, and be marked.
export const line = (number, ...content) => make("span", { className: "line", "data-line": String(number) }, ...content, "\n");

export class Code {
  which = "python";
  #element;
  #scope;
  #changed;
  #lesson = null;
  #places = [];

  // scope is the element in which lines are marked; changed is called when the
  // reader has chosen the other language.
  constructor(element, scope, changed) {
    this.#element = element;
    this.#scope = scope;
    this.#changed = changed;
  }

  show(lesson) {
    this.#lesson = lesson;
    this.#places = [];
    this.render();
  }

  get lesson() {
    return this.#lesson;
  }

  // mark shows where each host is: the calls that they are in, or were in last.
  mark(places = this.#places) {
    this.#places = places;
    const marks = new Map(); // by number of the line
    for (const row of places) {
      const at = locate(this.#lesson, this.which, row.enter);
      for (let number = at?.from; number <= at?.to; number++) marks.set(number, row);
    }
    for (const line of this.#scope.querySelectorAll(".line")) {
      const row = marks.get(Number(line.dataset.line));
      if (row) line.dataset.host = row.host;
      else delete line.dataset.host;
      line.classList.toggle("waits", Boolean(row && !row.result && !row.ended));
    }
  }

  // choices returns buttons for the language of the program.
  choices() {
    return make("div", { className: "pair", role: "group", "aria-label": word("program") }, ...["python", "go"].map((which) => {
      const button = make("button", { type: "button", className: "quiet", "data-code": which, "aria-pressed": String(which === this.which) }, which === "go" ? "Go" : "Python");
      button.addEventListener("click", () => this.#choose(which));
      return button;
    }));
  }

  #choose(which) {
    this.which = which;
    for (const button of this.#scope.querySelectorAll("button[data-code]")) button.setAttribute("aria-pressed", String(button.dataset.code === which));
    this.#element.lastElementChild.replaceWith(this.#source());
    this.#changed();
    this.mark();
  }

  render() {
    this.#element.replaceChildren(make("header", {}, this.choices()), this.#source());
    this.mark();
  }

  #source() {
    const lines = this.#lesson[this.which].replace(/\n$/, "").split("\n");
    return make("pre", { className: "source", tabIndex: 0, "aria-labelledby": "code-title" }, ...lines.map((text, i) => line(i + 1, text)));
  }
}
