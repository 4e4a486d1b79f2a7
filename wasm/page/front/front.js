// The front page: something that happens, the course, and how to find what an
// error is about.
import { find, make } from "../element.js";
import { said, word } from "../words.js";
import { Demo } from "./demo.js";
import { map, next } from "./map.js";
import { Search } from "./search.js";

const shown = "hello"; // the lesson that runs

export class Front {
  #open;
  #demo;
  #search;
  #lessons = [];
  #visible = false;
  #reachable = false;

  // players(lesson) are a Run's; open(lesson, choice) opens a lesson, with what is chosen for it
  // if not as usual.
  constructor(players, open) {
    this.#open = open;
    this.#demo = new Demo(find("demo"), players);
    this.#search = new Search(find("finder"), (lesson) => open(lesson));
    find("begin").addEventListener("click", () => open(next(this.#lessons)));
    find("serve").addEventListener("click", () => open(this.#named("echo"), { server: "page", client: "none" }));
  }

  #named(name) {
    return this.#lessons.find((lesson) => lesson.name === name);
  }

  // show shows the page, and runs what it shows.
  show(lessons) {
    this.#lessons = lessons;
    this.#visible = true;
    document.title = "socketlab";
    this.#search.show(lessons);
    this.words();
    this.#demo.start(this.#named(shown));
  }

  hide() {
    if (!this.#visible) return;
    this.#visible = false;
    this.#demo.stop();
  }

  get visible() {
    return this.#visible;
  }

  receive(message) {
    this.#demo.receive(message);
  }

  // load says how much of the program that runs it there is.
  load() {
    if (this.#visible) this.#demo.load();
  }

  // served says whether the native server is reachable.
  served(reachable) {
    this.#reachable = reachable;
    find("serve").disabled = !reachable;
    this.#reach();
  }

  #reach() {
    const reachable = this.#reachable;
    find("reach").replaceChildren(make("strong", {}, word(reachable ? "reachYes" : "reachNo")), " ", word(reachable ? "reachYesHelp" : "reachNoHelp"));
  }

  words() {
    if (!this.#visible) return;
    find("map").replaceChildren(...map(this.#lessons, (lesson) => this.#open(lesson)));
    find("begin").textContent = word("begin", { title: said(next(this.#lessons).title) });
    this.#reach();
    this.#search.words();
    this.#demo.words();
  }
}
