// The timeline's buttons: to scale or not, and how long a time is drawn.
import { make } from "../element.js";
import { word } from "../words.js";
import { help } from "./help.js";

export class Tools {
  #element;
  #timeline;

  constructor(element, timeline) {
    this.#element = element;
    this.#timeline = timeline;
    this.render();
  }

  render() {
    const scale = this.#button("toScale", word("toScale"), () => this.#timeline.rescale());
    scale.setAttribute("aria-pressed", String(this.#timeline.scale === "true"));
    this.#element.replaceChildren(scale,
      this.#button("zoomOut", "−", () => this.#timeline.zoom(-1)), this.#button("zoomIn", "+", () => this.#timeline.zoom(1)),
      this.#button("keys", "?", help, false));
  }

  #button(name, text, does, stays = true) {
    const button = make("button", { type: "button", className: "quiet", title: word(name), "aria-label": word(name), "data-tool": name }, text);
    button.addEventListener("click", () => {
      does();
      if (!stays) return;
      this.render();
      this.#element.querySelector(`[data-tool="${name}"]`).focus();
    });
    return button;
  }
}
