// A lesson's program, in the language that the reader chose.
import { make } from "./element.js";
import { locate } from "./steps.js";
import { word } from "./words.js";

export class Code {
  #element;
  #lesson = null;
  #which = "python";
  #places = [];

  constructor(element) {
    this.#element = element;
  }

  show(lesson) {
    this.#lesson = lesson;
    this.#places = [];
    this.render();
  }

  // mark shows where each host is: the calls that they are in, or were in last.
  mark(places) {
    this.#places = places;
    const lines = this.#element.querySelectorAll(".line");
    const marks = new Map();
    for (const row of places) {
      const at = locate(this.#lesson, this.#which, row.enter);
      for (let line = at?.from; line <= at?.to; line++) marks.set(lines[line - 1], row);
    }
    for (const line of lines) {
      const row = marks.get(line);
      if (row) line.dataset.host = row.host;
      else delete line.dataset.host;
      line.classList.toggle("waits", Boolean(row && !row.result && !row.ended));
    }
  }

  render() {
    const choose = ["python", "go"].map((which) => {
      const button = make("button", { type: "button", className: "quiet", "data-code": which, "aria-pressed": String(which === this.#which) }, which === "go" ? "Go" : "Python");
      button.addEventListener("click", () => {
        this.#which = which;
        this.render();
        this.#element.querySelector(`[data-code="${which}"]`).focus();
      });
      return button;
    });
    this.#element.replaceChildren(
      make("header", {},
        make("h2", { id: "code-title" }, word("code")),
        make("div", { className: "pair", role: "group", "aria-label": word("program") }, ...choose)),
      make("pre", { className: "source", tabIndex: 0, "aria-labelledby": "code-title" }, ...this.#lines()),
    );
    this.mark(this.#places);
  }

  // A line is an element of its own, so that it can hang when it is wrapped.
  #lines() {
    const text = this.#lesson[this.#which].replace(/\n$/, "");
    return text.split("\n").map((line) => make("span", { className: "line" }, line + "\n"));
  }
}
