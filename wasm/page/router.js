// What the page's address says is shown: a lesson, set up as it says, or the front page.
import { places } from "./choices.js";
import { find } from "./element.js";
import { fragment, goTo } from "./endpoint.js";
import { address, linked, tried } from "./links.js";
import { first } from "./setup.js";
import { current, word } from "./words.js";

export class Router {
  #act;
  #lessons;
  #token = fragment("token");
  #event = 0; // that is to be looked at, once it has happened

  // lessons are the page's; act is { choose(lesson, choice, tried), front(), shared(), speak(text) }: to
  // show one of them or the front page, and { lesson, choice, experiment, seed, row } to
  // share.
  constructor(lessons, act) {
    this.#lessons = lessons;
    this.#act = act;
    find("home").addEventListener("click", (event) => {
      event.preventDefault();
      goTo({});
      this.route();
    });
    find("share").addEventListener("click", () => this.#share());
    addEventListener("popstate", () => (fragment("token") === this.#token ? this.route() : location.reload()));
  }

  // open opens a lesson, with places of roles other than the usual if they are given.
  open(lesson, chosen = {}) {
    goTo({ lesson: lesson.name, ...chosen });
    this.route();
  }

  // route shows what the address says. A file that is opened needs a lesson's view.
  route() {
    const one = this.#lessons.named(fragment("lesson")) ?? (fragment("open") && this.#lessons.all[0]);
    if (one) find("home").removeAttribute("aria-current");
    else find("home").setAttribute("aria-current", "page");
    document.body.dataset.view = one ? "lesson" : "front";
    this.#event = Number(fragment("event") ?? 0);
    if (one) this.#act.choose(one, linked(one, first(one), places), tried());
    else this.#act.front();
  }

  // look chooses the event that the address names, as soon as the picture has it.
  look(trace, picture) {
    const row = this.#event && trace.rows.find((one) => eventOf(one) === this.#event);
    if (!row?.mark) return;
    this.#event = 0;
    picture.choose(trace, row);
  }

  // share copies the address, and shows it; the token is nobody else's.
  async #share() {
    const { lesson, choice, row, ...run } = this.#act.shared();
    const all = address(lesson, choice, first(lesson), { ...run, event: row && eventOf(row), lang: current() });
    const url = new URL(location.href);
    url.hash = new URLSearchParams(all);
    goTo(all);
    await navigator.clipboard?.writeText(url.href).catch(() => {}); // else the address bar has it
    find("share").textContent = word("sharedShort");
    this.#act.speak(word("shared"));
  }
}

// eventOf returns the number of the event that a row begins with.
const eventOf = (row) => (row.enter ?? row.event)?.seq;
