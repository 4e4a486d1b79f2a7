// The charts' tab. What draws them is loaded when it is first opened.
import { make } from "../element.js";

export class Charts {
  #element;
  #act;
  #panel = null;
  #run = null;
  #kept = null;
  #at = null;

  // act is { choose(row) }: a point of the run was picked.
  constructor(element, act) {
    this.#element = element;
    this.#act = act;
  }

  // open is told that the tab is shown.
  async open() {
    if (!this.#panel) {
      this.#panel = load(this.#element, this.#act);
      (await this.#panel).show(this.#run, this.#kept);
    }
    (await this.#panel).stand(this.#at);
    this.update();
  }

  // show takes the run that is there: { trace, lesson }; null: there is none.
  show(run) {
    this.#run = run;
    this.#panel?.then((panel) => panel.show(run, this.#kept));
  }

  // keep takes the run that is kept for comparing; null: there is none.
  keep(kept) {
    this.#kept = kept;
    this.#panel?.then((panel) => panel.show(this.#run, kept));
  }

  update() {
    this.#panel?.then((panel) => panel.update());
  }

  // stand takes the time of what is chosen on the timeline, in ms; null: nothing is.
  stand(at) {
    this.#at = at;
    this.#panel?.then((panel) => panel.stand(at));
  }
}

async function load(element, act) {
  const styles = ["../vendor/uplot/uPlot.css", "./charts.css"].map((file) => new Promise((done, fail) => {
    const link = make("link", { rel: "stylesheet", href: new URL(file, import.meta.url).href });
    link.addEventListener("load", done);
    link.addEventListener("error", () => fail(new Error(`${file} cannot be loaded`)));
    document.head.append(link);
  }));
  const [{ Panel }] = await Promise.all([import("./panel.js"), ...styles]);
  return new Panel(element, act);
}
