// The list of lessons, and what the chosen one is about.
import { find, make } from "./element.js";
import { said, word } from "./words.js";

export class Lessons {
  #nav;
  #choose;
  #all = [];

  // choose(lesson) is called when another one is chosen.
  constructor(nav, choose) {
    this.#nav = nav;
    this.#choose = choose;
  }

  take(lessons) {
    this.#all = lessons;
  }

  get all() {
    return this.#all;
  }

  named(name) {
    return this.#all.find((one) => one.name === name);
  }

  // mark shows which one is chosen, in the language of now.
  mark(chosen) {
    const focused = this.#nav.contains(document.activeElement);
    this.#nav.replaceChildren(make("ol", {}, ...this.#all.map((lesson) => {
      const button = make("button", { type: "button", "data-lesson": lesson.name }, said(lesson.title));
      if (lesson === chosen) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => this.#choose(lesson));
      return make("li", {}, button);
    })));
    const now = this.#nav.querySelector("[aria-current]");
    if (focused) now.focus();
    this.#nav.scrollLeft = now.offsetLeft - this.#nav.offsetLeft - 16;
    find("title").textContent = said(chosen.title);
    find("about").textContent = said(chosen.about);
    find("answers").textContent = chosen.answer ? word("answers", { answer: chosen.answer }) : "";
    document.title = `${said(chosen.title)} · socketlab`;
  }
}
