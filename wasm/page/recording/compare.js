// Two runs side by side: A, which was kept, and B, the one that came after it, with
// the first event at which they part marked in both.
import { find, make } from "../element.js";
import { Timeline } from "../timeline/timeline.js";
import { word } from "../words.js";
import { counts, countsText } from "./counts.js";
import { inOrder, lines } from "./lines.js";

export class Compare {
  #act;
  #button;
  #sides;
  #kept = null; // A: { trace, name }
  #other = null; // B, once it is over
  #answer = null; // where they part
  #counts = []; // of A and B
  #asked = 0;
  #said;
  #timeline; // of A
  #names = [];

  // act is { timeline, ask(question), select(mark), kept(run), speak(text), now() }; now
  // returns the run that is there: { trace, hosts, name, lesson }, or null; kept is told A.
  constructor(act) {
    this.#act = act;
    this.#button = make("button", { type: "button", className: "quiet", "data-tool": "compare" });
    this.#button.addEventListener("click", () => (this.#kept ? this.#close() : this.#keep()));
    this.#arrange();
    this.render();
  }

  get element() {
    return this.#button;
  }

  // arrange puts a second timeline beside the page's.
  #arrange() {
    const right = find("heads").parentElement;
    this.#names = [make("h3", { className: "side" }), make("h3", { className: "side" })];
    const heads = make("div", { className: "heads" });
    const scroll = make("div", { className: "scroll", tabIndex: 0, role: "region" });
    const chip = make("button", { type: "button", className: "chip", hidden: true });
    const left = make("section", { className: "timeline kept", hidden: true }, this.#names[0], heads, scroll, chip);
    this.#said = make("div", { className: "parts", hidden: true });
    this.#sides = make("div", { className: "sides" });
    right.before(this.#said, this.#sides);
    right.prepend(this.#names[1]);
    this.#sides.append(left, right);
    this.#timeline = new Timeline(scroll, heads, chip, { drawn: () => {}, select: (mark) => mark && this.#act.select(mark) });
    this.#show(false);
  }

  #show(both) {
    document.documentElement.classList.toggle("comparing", both);
    this.#sides.firstElementChild.hidden = !both;
    for (const name of this.#names) name.hidden = !both;
    this.#said.hidden = !both;
  }

  #keep() {
    this.#kept = this.#act.now();
    this.#other = this.#answer = null;
    this.#show(true);
    this.#timeline.show(this.#kept.trace, this.#kept.hosts);
    this.#act.kept(this.#kept);
    this.render();
  }

  #close() {
    this.#kept = this.#other = this.#answer = null;
    this.#asked++;
    this.#timeline.show(null, []);
    this.#act.kept(null);
    this.#act.timeline.flag(null);
    this.#show(false);
    this.offer();
  }

  // begin is a new run's: what was found about another is over.
  begin() {
    this.#other = this.#answer = null;
    this.#asked++;
    this.#act.timeline.flag(null);
    this.#timeline.flag(null);
    this.render();
  }

  // offer is told that a run is over, or that another is there: B, if it is not A.
  async offer() {
    this.render();
    const now = this.#act.now();
    if (!this.#kept || !now || now.trace === this.#kept.trace) return;
    this.#other = now;
    const number = ++this.#asked;
    const runs = [this.#kept, now].map(({ trace }) => inOrder(trace));
    this.render();
    const [a, b] = [await lines(runs[0]), await lines(runs[1])];
    const answer = await this.#act.ask({ kind: "parts", a, b, ports: ports(this.#kept.lesson, now.lesson) });
    if (number !== this.#asked) return;
    this.#answer = answer;
    this.#counts = runs.map(counts);
    this.#mark(this.#timeline, runs[0], answer.a);
    this.#mark(this.#act.timeline, runs[1], answer.b);
    this.render();
    this.#act.speak(this.#said.firstElementChild.textContent);
  }

  // mark marks an event of a run by its number, or its end if it has ended by then.
  #mark(timeline, run, seq) {
    if (this.#answer.same || this.#answer.error) return;
    const { event, entry } = run.find((one) => one.event.seq === seq) ?? run.at(-1);
    timeline.flag({ entry, time: event.time / 1e6, text: word("firstDifference") });
  }

  render() {
    this.#button.textContent = word(this.#kept ? "compareEnd" : "compare");
    this.#button.disabled = !this.#kept && !this.#act.now();
    this.#timeline.words();
    if (!this.#kept) return;
    this.#sides.querySelector(".kept .scroll").setAttribute("aria-label", word("keptTimeline"));
    this.#names[0].textContent = `A · ${this.#kept.name}`;
    this.#names[1].textContent = this.#other ? `B · ${this.#other.name}` : "B";
    this.#said.replaceChildren(...this.#words());
  }

  #words() {
    if (!this.#other) return [make("p", { className: "note" }, word("compareNext"))];
    if (!this.#answer) return [make("p", { className: "note" }, word("comparing"))];
    const { same, a, b, text, error } = this.#answer;
    if (error) return [make("p", {}, error)];
    const numbers = this.#counts.map((one, i) => make("p", { className: "counts" }, countsText("AB"[i], one)));
    if (same) return [make("p", {}, word("compareSame", { count: this.#other.trace.events.length })), ...numbers];
    const say = a && b ? "compareParts" : a ? "comparePartsA" : "comparePartsB";
    return [make("p", {}, word(say, { a, b })), ...numbers, make("pre", {}, text.trimEnd())];
  }
}

// ports returns the ports of two lessons' servers; 0 for both if these are not known to
// be different lessons.
function ports(a, b) {
  if (!a || !b || a.name === b.name) return [0, 0];
  return [a, b].map(({ addr }) => Number(addr.slice(addr.lastIndexOf(":") + 1)));
}
