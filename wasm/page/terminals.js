// A terminal for each host: what it prints and, for the client, what it reads.
// Its own words have data-word, with which the page changes their language.
import { make } from "./element.js";
import { Turns } from "./turns.js";
import { hostName, text, word } from "./words.js";

// How much a terminal keeps, in characters: a busy program must not fill the
// memory.
const most = 50_000;
const piece = 4096; // characters of an element, about

export class Terminals {
  #element;
  #act;
  #screens = new Map(); // by role
  #input = null;
  #printed = new Map(); // by role, what is not there yet: [{ text, className }]
  #turns = new Turns(() => this.#write());

  // act is { stdin(text), eof() }.
  constructor(element, act) {
    this.#element = element;
    this.#act = act;
  }

  // show makes empty terminals for a lesson's roles; reader is the role that
  // reads lines, hints has for each role what is there before any output.
  show(lesson, places, hints) {
    this.#printed.clear();
    this.#screens.clear();
    this.#input = null;
    const reader = lesson.roles.at(-1);
    this.#element.replaceChildren(...lesson.roles.map((role) => this.#terminal(role, places[role], hints[role])));
    if (places[reader] !== "none" && lesson.script.length > 0) { // else it reads nothing
      this.#element.lastElementChild.append(...this.#reader(reader, lesson.script));
    }
  }

  // relabel is show in the language of now: what was printed and typed stays.
  relabel(lesson, places, hints) {
    this.#write();
    const screens = new Map(this.#screens);
    const typed = this.#input?.line.value ?? "";
    const accepts = this.#input ? !this.#input.line.disabled : false;
    this.show(lesson, places, hints);
    for (const [role, entry] of this.#screens) {
      entry.screen.append(...screens.get(role).screen.childNodes);
      entry.length = screens.get(role).length;
      entry.screen.scrollTop = entry.screen.scrollHeight;
    }
    if (this.#input) this.#input.line.value = typed;
    this.accept(accepts);
  }

  #terminal(role, place, hint) {
    const screen = make("pre", { className: "screen", tabIndex: 0, ...(hostName(role) === role ? {} : { "data-label": role }), "aria-label": hostName(role) });
    const note = make("div", { className: "hint note" }, ...(hint ?? []));
    this.#screens.set(role, { screen, note });
    const name = make("h2", { "data-host": role }, ...(hostName(role) === role ? [role] : text(role)));
    const where = make("span", { className: "note" }, ...(place === "none" ? [] : text(place)));
    return make("section", { className: "terminal", "data-host": role },
      make("header", {}, name, where), note, screen);
  }

  #reader(role, script) {
    const line = make("input", { id: "stdin", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: false, placeholder: word("inputHelp"), "aria-label": word("input"), "data-label": "input" });
    const send = make("button", { id: "send", type: "button", className: "quiet" }, ...text("send"));
    const eof = make("button", { id: "eof", type: "button", className: "quiet" }, ...text("eof"));
    const enter = () => {
      this.#type(role, line.value);
      line.value = "";
      line.focus();
    };
    line.addEventListener("keydown", (event) => {
      if (event.ctrlKey && event.key === "d") {
        event.preventDefault();
        this.#end(role);
      }
      // An input method takes Enter to end a composition; keyCode 229 is for
      // browsers that have ended it by then.
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      enter();
    });
    send.addEventListener("click", enter);
    eof.addEventListener("click", () => this.#end(role));
    const tries = [...new Set(script)].map((typed) => {
      const one = make("button", { type: "button", className: "quiet try", "data-line": typed }, ...(typed ? [typed] : text("emptyLine")));
      one.addEventListener("click", () => this.#type(role, typed));
      return one;
    });
    this.#input = { line, buttons: [send, eof, ...tries] };
    this.accept(false);
    return [
      make("div", { className: "typing" }, line, send, eof),
      make("div", { className: "tries", role: "group", "aria-label": word("suggestions"), "data-label": "suggestions" }, ...tries),
    ];
  }

  // type types a line for the reader; null ends the input.
  type(line) {
    const role = [...this.#screens.keys()].at(-1);
    if (line === null) this.#end(role);
    else this.#type(role, line);
  }

  #type(role, text) {
    this.#act.stdin(text + "\n");
    this.#add(role, text + "\n", "typed");
  }

  #end(role) {
    this.#act.eof();
    this.#add(role, word("eofDone") + "\n", "typed");
    this.accept(false);
  }

  // accept says whether lines can be typed.
  accept(can) {
    if (!this.#input) return;
    for (const part of [this.#input.line, ...this.#input.buttons]) part.disabled = !can;
  }

  focus() {
    this.#input?.line.focus();
  }

  print(role, text) {
    this.#add(role, text, "");
  }

  // write prints what a host has printed, or its user typed, in a run that is over.
  write(role, text, typed) {
    this.#add(role, text.slice(-most), typed ? "typed" : "");
  }

  // clear takes back all that was printed and typed.
  clear() {
    this.#printed.clear();
    for (const entry of this.#screens.values()) {
      entry.screen.replaceChildren();
      entry.length = 0;
    }
  }

  // hint replaces what is above a terminal's output.
  hint(role, ...content) {
    this.#screens.get(role)?.note.replaceChildren(...content);
  }

  // add prints soon: a program that prints all the time would have the page do
  // nothing else.
  #add(role, text, className) {
    if (!this.#screens.has(role)) return;
    if (!this.#printed.has(role)) this.#printed.set(role, []);
    const all = this.#printed.get(role);
    const last = all.at(-1);
    if (last?.className === className && last.text.length < piece) last.text += text;
    else if (all.push({ text, className }) > most / piece) all.shift();
    this.#turns.ask();
  }

  #write() {
    for (const [role, all] of this.#printed) this.#append(this.#screens.get(role), all);
    this.#printed.clear();
  }

  #append(entry, all) {
    const { screen } = entry;
    const follows = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 24;
    for (const { text, className } of all) {
      const last = screen.lastElementChild;
      if (last && last.className === className && last.textContent.length < piece) last.append(text);
      else screen.append(make("span", { className }, text));
      entry.length = (entry.length ?? 0) + text.length;
    }
    while (entry.length > most && screen.children.length > 1) {
      entry.length -= screen.firstElementChild.textContent.length;
      screen.firstElementChild.remove();
    }
    if (follows) screen.scrollTop = screen.scrollHeight;
  }
}
