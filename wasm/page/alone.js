// The run alone, without the lesson's text beside it: for a projector, and for a file
// that is no lesson's.
import { find, make } from "./element.js";
import { word } from "./words.js";

export class Alone {
  #button = make("button", { type: "button", className: "quiet", "data-tool": "alone" });

  constructor() {
    this.#button.addEventListener("click", () => this.set(!this.on));
    find("tools").before(this.#button);
  }

  get on() {
    return "alone" in document.body.dataset;
  }

  set(on) {
    document.body.toggleAttribute("data-alone", on);
    this.render();
  }

  render() {
    this.#button.textContent = word(this.on ? "notAlone" : "alone");
    this.#button.setAttribute("aria-pressed", String(this.on));
    this.#button.title = word("aloneHelp");
  }
}
