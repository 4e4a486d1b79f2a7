// What the page's address says is shown: a lesson, set up as it says, or the front page.
import { places } from "./choices.js";
import { find } from "./element.js";
import { fragment, goTo } from "./endpoint.js";
import { address, linked } from "./links.js";
import { first } from "./setup.js";
import { word } from "./words.js";

export class Router {
  #act;
  #lessons;
  #token = fragment("token");

  // lessons are the page's; act is { choose(lesson, choice), front(), shared(), speak(text) }: to
  // show one of them or the front page, and { lesson, choice, seed, event } to share.
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
    if (one) this.#act.choose(one, linked(one, first(one), places));
    else this.#act.front();
  }

  async #share() {
    const { lesson, choice, seed, event } = this.#act.shared();
    const url = address(lesson, choice, first(lesson), { seed, event });
    await navigator.clipboard?.writeText(url).catch(() => {}); // else the address bar has it
    history.replaceState(null, "", url);
    find("share").textContent = word("sharedShort");
    this.#act.speak(word("shared"));
  }
}
