// A button that opens a list of buttons. Escape and what is elsewhere close it.
import { make } from "../element.js";
import { word } from "../words.js";

export class Menu {
  element;
  #button;
  #list;
  #items = []; // { button, name }
  #name;

  // items are [name, does()]; names are of the page's words.
  constructor(name, items) {
    this.#name = name;
    this.#button = make("button", { type: "button", className: "quiet", "aria-expanded": "false", "aria-haspopup": "true", "data-tool": name });
    this.#list = make("div", { className: "items", hidden: true });
    for (const [item, does] of items) {
      const button = make("button", { type: "button", className: "quiet", "data-item": item });
      button.addEventListener("click", () => {
        this.#open(false);
        this.#button.focus();
        does();
      });
      this.#items.push({ button, name: item });
      this.#list.append(button);
    }
    this.element = make("div", { className: "menu" }, this.#button, this.#list);
    this.#button.addEventListener("click", () => this.#open(this.#list.hidden));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget)) this.#open(false);
    });
    this.render();
  }

  #open(open) {
    this.#list.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
  }

  #key(event) {
    const able = this.#items.map(({ button }) => button).filter((button) => !button.disabled);
    const at = able.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape" && !this.#list.hidden) {
      this.#open(false);
      this.#button.focus();
    } else if (to === undefined || able.length === 0) {
      return;
    } else {
      this.#open(true);
      able.at(to % able.length).focus();
    }
    event.preventDefault();
  }

  // allow says which items can be had now; none: the menu cannot be opened.
  allow(names) {
    this.#button.disabled = names.length === 0;
    for (const { button, name } of this.#items) button.disabled = !names.includes(name);
  }

  render() {
    this.#button.textContent = `${word(this.#name)} ▾`;
    for (const { button, name } of this.#items) button.textContent = word(name);
  }
}
