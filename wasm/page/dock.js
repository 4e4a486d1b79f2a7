// The dock: tabs of which one is shown. See the ARIA practices for tabs.

export class Dock {
  #tabs;
  #changed;

  // changed(name) is called when another tab is shown.
  constructor(list, changed) {
    this.#changed = changed;
    this.#tabs = [...list.querySelectorAll("[role=tab]")];
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
    this.#changed(name);
  }
}
