// Knobs in code: where a program reads one, its value stands, and can be turned.
import { make } from "./element.js";
import { exact } from "./field.js";
import { said, word } from "./words.js";

export class Knobs {
  #scope;
  #setup;
  #lesson = null;
  #runs = false;

  // scope is the element that the code is in; setup has the values.
  constructor(scope, setup) {
    this.#scope = scope;
    this.#setup = setup;
  }

  show(lesson) {
    this.#lesson = lesson;
  }

  // line returns a line of code, "go" or "python", as texts and inputs.
  line(which, text) {
    const parts = [];
    let at = 0;
    for (const found of text.matchAll(this.#reads(which))) {
      const knob = this.#lesson.knobs.find(({ name }) => name === found[1].toLowerCase());
      if (!knob) continue;
      parts.push(text.slice(at, found.index), this.#input(knob));
      at = found.index + found[0].length;
    }
    return [...parts, text.slice(at)];
  }

  // reads is how a program reads a knob: by its name, or as a constant.
  #reads(which) {
    if (which === "go") return /\bh\.(?:Int|Knob|Float|Timeout)\("(\w+)"\)/g;
    const names = this.#lesson.knobs.map(({ name }) => name.toUpperCase());
    return new RegExp(`(?<![\\w"'.])(${names.join("|") || "(?!)"})(?![\\w"']| =[^=])`, "g");
  }

  #input(knob) {
    const value = this.#setup.knob(knob.name);
    const label = word("knob", { name: knob.name, about: said(knob.about) });
    const properties = { className: "turn", "data-turn": knob.name, "aria-label": label, title: label, disabled: this.#runs };
    const input = knob.values
      ? make("select", properties, ...knob.values.map((one) => make("option", { value: one, selected: one === value }, one)))
      : make("input", { ...exact, ...properties, value, size: Math.max(2, value.length) });
    input.addEventListener("input", () => this.#setup.turn(knob.name, input.value));
    return input;
  }

  // update shows the values of now.
  update() {
    for (const input of this.#scope.querySelectorAll("[data-turn]")) {
      const value = this.#setup.knob(input.dataset.turn);
      if (input !== document.activeElement) input.value = value;
      if (input.size !== undefined && input.tagName === "INPUT") input.size = Math.max(2, value.length);
    }
  }

  // lock keeps them from being turned while they are in use.
  lock(runs) {
    this.#runs = runs;
    for (const input of this.#scope.querySelectorAll("[data-turn]")) input.disabled = runs;
  }
}
