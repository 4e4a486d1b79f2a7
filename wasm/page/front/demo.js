// The front page's run: the first lesson on a virtual network in this page, with a
// buffer that cuts a character. What is said of it is read off its own events.
import { characters, ruler } from "../bytes.js";
import { bytesOf } from "../calltext.js";
import { make } from "../element.js";
import { Run } from "../run.js";
import { Timeline } from "../timeline/timeline.js";
import { Trace } from "../trace.js";
import { word } from "../words.js";

const bufsize = "4";
const network = { scenario: "perfect", both: "delay=300ms", seed: 1, speed: 1 };

export class Demo {
  #element;
  #players;
  #run = null;
  #trace = null;
  #lesson = null;
  #timeline;
  #scroll;
  #strip = make("div", { className: "strip", "aria-live": "polite" });
  #state = make("p", { className: "note" });
  #button = make("button", { type: "button", className: "go" });

  constructor(element, players) {
    this.#element = element;
    this.#players = players;
    const heads = make("div", { className: "heads" });
    const scroll = this.#scroll = make("div", { className: "scroll", tabIndex: 0, role: "img" });
    const chip = make("button", { type: "button", className: "chip", hidden: true });
    element.replaceChildren(
      make("div", { className: "bar" }, this.#button, this.#state),
      make("section", { className: "timeline" }, heads, scroll, chip), this.#strip);
    this.#timeline = new Timeline(scroll, heads, chip, { drawn: () => this.#read(), select: () => {} });
    this.#button.addEventListener("click", () => (this.#run ? this.stop() : this.start(this.#lesson)));
  }

  // start runs a lesson, anew if it runs.
  start(lesson) {
    this.stop();
    this.#lesson = lesson;
    this.#trace = new Trace(0, () => 0);
    this.#timeline.show(this.#trace, [...lesson.roles].reverse());
    const places = Object.fromEntries(lesson.roles.map((role) => [role, "page"]));
    const run = new Run({ lesson, places, addr: "", knobs: { bufsize }, network }, this.#players(lesson), this.#trace, (kind) => {
      if (kind === "event") this.#timeline.update();
      if (kind === "end" && this.#run === run) this.#end();
    });
    this.#run = run;
    this.words();
  }

  stop() {
    this.#run?.stop();
    this.#end();
  }

  #end() {
    if (this.#run?.error) this.#state.textContent = this.#run.error.error;
    this.#run = null;
    this.#trace?.end();
    this.#timeline.update();
    this.#button.textContent = word("runAgain");
  }

  // receive takes a message of a player.
  receive(message) {
    this.#run?.receive(message);
  }

  // load says how much of the program is there, or that it is all.
  load() {
    const loaded = this.#lesson && this.#players(this.#lesson).page.loading?.loaded;
    this.#state.textContent = loaded ? word("demoLoading", { mb: (loaded / 1e6).toFixed(1) }) : word("demoKnob", { bufsize });
  }

  words() {
    this.#button.textContent = word(this.#run ? "stop" : "runAgain");
    for (const one of [this.#element, this.#scroll]) one.setAttribute("aria-label", word("demo"));
    this.#timeline.words();
    this.load();
    this.#read();
  }

  // read shows what the client sent and what the server's recv got of it, with the
  // character that was cut, if one was.
  #read() {
    const calls = (this.#trace?.rows ?? []).filter((row) => row.kind === "call");
    const sent = calls.find((row) => row.host === "client" && row.enter.call === "send");
    const got = calls.find((row) => row.host === "server" && row.enter.call === "recv" && row.result?.len);
    const parts = [];
    if (sent) parts.push(line("client", "send()", bytesOf(sent.enter)));
    if (got) parts.push(line("server", `recv(${bufsize})`, bytesOf(got.result)));
    if (got) parts.push(make("p", { className: "verdict" }, this.#verdict(bytesOf(got.result))));
    if (parts.length !== this.#strip.childElementCount || this.#strip.lang !== document.documentElement.lang) {
      this.#strip.lang = document.documentElement.lang;
      this.#strip.replaceChildren(...parts);
    }
  }

  #verdict(bytes) {
    const all = characters(bytes);
    const whole = all.filter(({ text }) => text !== null).map(({ text }) => text).join("");
    const cut = all.find(({ text }) => text === null);
    return cut ? word("demoCut", { whole, bytes: bytes.length, part: cut.part.length }) : word("demoWhole", { whole, bytes: bytes.length });
  }
}

// line is a strip of bytes under their characters.
function line(host, name, bytes) {
  const strip = ruler(bytes);
  strip.dataset.host = host;
  strip.prepend(make("code", {}, name));
  return strip;
}
