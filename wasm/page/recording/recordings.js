// Runs as something to keep: exported, opened, gone through, compared. It is what the
// page knows of this folder.
import { besides, fragment } from "../endpoint.js";
import { find, make } from "../element.js";
import { locate } from "../steps.js";
import { said, word } from "../words.js";
import { Compare } from "./compare.js";
import { Export } from "./export.js";
import { FileError, read } from "./file.js";
import { Replay } from "./replay.js";

export class Recordings {
  #act;
  #run = null; // that is there, over or not: { trace, hosts, name, title, start, over, file }
  #export;
  #compare;
  #replay;
  #open;
  #input = make("input", { type: "file", accept: ".jsonl,.json,.txt", hidden: true });
  #fails = make("p", { className: "fails", role: "alert", hidden: true });
  #questions = new Map(); // resolve, by number
  #number = 0;
  #reading = 0;

  // act is { timeline, terminals, code, bytes, charts, panel, speak(text), send(message),
  // empty(), alone(), draw(trace, hosts) }: send is to the page's program, empty ends what
  // runs, alone takes the lesson's text away, and draw begins new pictures.
  constructor(act) {
    this.#act = act;
    const now = () => (this.#run?.over && this.#run.trace.events.length > 0 ? this.#run : null);
    const ask = (question) => this.#ask(question);
    const { timeline, terminals, bytes, charts, speak } = act;
    this.#export = new Export({ timeline, scroll: find("timeline"), ask, now, fail: (text) => this.#fail(text) });
    this.#replay = new Replay({ timeline, terminals, code: (places) => this.#mark(places) });
    this.#compare = new Compare({ timeline, ask, now, speak, select: (mark) => bytes.show(mark), kept: (run) => charts.keep(run) });
    this.#open = make("button", { type: "button", className: "quiet", "data-tool": "open" });
    this.#open.addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => {
      const [file] = this.#input.files;
      if (file) this.#read(file, file.name);
      this.#input.value = "";
    });
    find("tools").after(make("div", { className: "tools" }, this.#open, this.#export.element, this.#compare.element, this.#input));
    find("tools").parentElement.after(this.#fails);
    this.#drop();
    this.render();
  }

  // drop takes files that are dropped on the page.
  #drop() {
    const { classList } = document.documentElement;
    const has = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!has(event)) return;
      event.preventDefault();
      classList.add("dropping");
    });
    addEventListener("dragleave", (event) => !event.relatedTarget && classList.remove("dropping"));
    addEventListener("drop", (event) => {
      classList.remove("dropping");
      const [file] = has(event) ? event.dataTransfer.files : [];
      if (!file) return;
      event.preventDefault();
      this.#read(file, file.name);
    });
  }

  // served opens the trace that the page's server shows, if its address says so.
  async served() {
    const name = fragment("open");
    if (!name) return;
    try {
      const answer = await fetch(besides("trace"), { cache: "no-store" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.#read(await answer.blob(), name);
    } catch (error) {
      this.#fail(word("openFailed", { name, error: error.message }));
    }
  }

  async #read(blob, name) {
    const number = ++this.#reading;
    this.#fail("");
    try {
      const { trace, hosts } = await read(blob);
      if (number !== this.#reading) return;
      this.#opened({ trace, hosts, name: name.replace(/\.(jsonl?|txt)$/, ""), title: name, start: 0, file: true });
    } catch (error) {
      if (number !== this.#reading) return;
      if (!(error instanceof FileError) && error.name !== "NotReadableError") throw error;
      this.#fail(word("openFailed", { name, error: error.message }));
    }
  }

  // opened shows the run of a file.
  #opened(run) {
    const { alone, empty, draw, panel, terminals } = this.#act;
    if (!run.trace.events.some(({ event }) => event.line)) alone(); // no lesson of the page's
    empty();
    draw(run.trace, run.hosts);
    terminals.show(...screens(run));
    find("pace").hidden = true;
    panel.open(run);
    this.show(run);
    this.over();
  }

  // relabel is to say what is in terminals in the language of now; it returns false
  // where they are a lesson's.
  relabel() {
    if (!this.#run?.file) return false;
    this.#act.terminals.relabel(...screens(this.#run));
    return true;
  }

  #fail(text) {
    this.#fails.textContent = text;
    this.#fails.hidden = !text;
  }

  #ask(question) {
    return new Promise((resolve) => {
      this.#questions.set(++this.#number, resolve);
      this.#act.send({ kind: "ask", ask: { ...question, number: this.#number } });
    });
  }

  // receive takes an answer of the program's.
  receive(message) {
    this.#questions.get(message.number)?.(message);
    this.#questions.delete(message.number);
  }

  // show is told which run is there: { trace, hosts, start }, with its lesson; null:
  // none. A file's has a name for files, and a title for pictures.
  show(run) {
    this.#run = run && { ...run, over: false };
    if (run?.lesson) this.seed(0);
    this.#act.charts.show(run);
    this.#replay.offer(null);
    this.#fail("");
    this.#compare.begin();
    this.#export.offer();
  }

  // seed is told the seed of its network; 0: there is none.
  seed(seed) {
    const { lesson } = this.#run;
    this.#run.name = [lesson.name, seed].filter(Boolean).join("-");
    this.#run.title = [said(lesson.title), seed && word("seed", { seed })].filter(Boolean).join(" · ");
  }

  // over is told that it is over.
  over() {
    if (!this.#run || this.#run.over) return;
    this.#run.over = true;
    this.#export.offer();
    this.#replay.offer(this.#run.trace, this.#run.file);
    this.#compare.offer();
  }

  // drawn marks in the code where the hosts are.
  drawn(trace) {
    this.#mark(this.#replay.places ?? trace.places());
  }

  // mark marks places in the code; those of a file only if it is this lesson's.
  #mark(places) {
    const { code } = this.#act;
    const own = !this.#run?.file || places.every(({ enter }) => !enter.line || locate(code.lesson, "go", enter)?.step === enter.step);
    code.mark(own ? places : []);
  }

  render() {
    this.#open.textContent = word("open");
    this.#export.render();
    this.#compare.render();
    this.#replay.render();
  }
}

// screens returns what terminals show of a file's run.
const screens = ({ hosts }) => [{ roles: [...hosts].reverse(), script: [] }, Object.fromEntries(hosts.map((host) => [host, "none"])), {}];
