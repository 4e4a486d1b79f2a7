// The dock: tabs of which one is shown, or none. See the ARIA practices for tabs.
import { make } from "./element.js";
import { word } from "./words.js";

export class Dock {
  #dock;
  #tabs;
  #changed;
  #fold = make("button", { type: "button", className: "quiet fold" });

  // changed(name) is called when another tab is shown.
  constructor(list, changed) {
    this.#changed = changed;
    this.#dock = list.parentElement;
    this.#tabs = [...list.querySelectorAll("[role=tab]")];
    this.#fold.addEventListener("click", () => this.#folds(!("folded" in this.#dock.dataset)));
    this.#dock.append(this.#fold);
    this.render();
    for (const [i, tab] of this.#tabs.entries()) {
      tab.addEventListener("click", () => this.show(tab.dataset.tab));
      tab.addEventListener("keydown", ({ key }) => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: -1 }[key];
        if (to === undefined) return;
        const next = this.#tabs.at(to % this.#tabs.length);
        this.show(next.dataset.tab);
        next.focus();
      });
    }
  }

  show(name) {
    for (const tab of this.#tabs) {
      const chosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    this.#folds(false);
    this.#changed(name);
  }

  #folds(folded) {
    this.#dock.toggleAttribute("data-folded", folded);
    this.render();
  }

  render() {
    const folded = "folded" in this.#dock.dataset;
    this.#fold.textContent = folded ? "▴" : "▾";
    this.#fold.setAttribute("aria-label", word(folded ? "unfold" : "fold"));
    this.#fold.title = this.#fold.getAttribute("aria-label");
    this.#fold.setAttribute("aria-expanded", String(!folded));
  }
}
