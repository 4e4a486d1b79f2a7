// Search by error: a message is pasted, and the lessons are found that make it
// happen; or lessons by their words.
import { make } from "../element.js";
import { said, word } from "../words.js";
import { find } from "./errors.js";

export class Search {
  #lessons = [];
  #open;
  #input;
  #found = make("div", { className: "found", role: "status" });

  // open(lesson) is called with the one that was chosen.
  constructor(element, open) {
    this.#open = open;
    this.#input = make("input", { type: "search", id: "search", autocomplete: "off", spellcheck: false });
    this.#input.addEventListener("input", () => this.#look());
    element.replaceChildren(make("label", { htmlFor: "search", "data-word": "search" }), this.#input, this.#found);
  }

  show(lessons) {
    this.#lessons = lessons;
    this.words();
  }

  words() {
    this.#input.placeholder = word("searchHelp");
    this.#look();
  }

  #look() {
    const text = this.#input.value;
    if (!text.trim()) {
      this.#found.replaceChildren();
      return;
    }
    const byError = find(text).map((error) => ({ because: error.name, lessons: error.lessons.map((name) => this.#lessons.find((one) => one.name === name)).filter(Boolean) }));
    const small = text.trim().toLowerCase();
    const byWord = this.#lessons.filter((one) => [one.name, one.title.en, one.title.zh, one.about.en, one.about.zh].some((part) => part.toLowerCase().includes(small)));
    const groups = byError.length > 0 ? byError : [{ because: "", lessons: byWord }];
    const items = groups.flatMap(({ because, lessons }) => lessons.map((lesson) => this.#item(lesson, because)));
    this.#found.replaceChildren(items.length > 0 ? make("ul", {}, ...items) : make("p", { className: "note" }, word("searchNone")));
  }

  #item(lesson, because) {
    const link = make("a", { href: `#lesson=${lesson.name}` }, because && make("code", {}, because), because && " → ", said(lesson.title));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.#open(lesson);
    });
    return make("li", {}, link, " ", make("span", { className: "note" }, said(lesson.about)));
  }
}
