// The list of calls, and of what happens below them. A call's row is there from
// the moment it begins and gets its result when it returns. Where it stands is
// for the trace to say, which may find out more.
import { below } from "./below.js";
import { callText, resultText, took } from "./calltext.js";
import { make } from "./element.js";
import { reason } from "./problems.js";
import { word } from "./words.js";

const near = 24; // px from the end that still are the end
const shownFrom = 150; // ms; a shorter wait is not worth a word

export class Calls {
  #list;
  #chip;
  #trace = null;
  #rows = new Map(); // elements, by the trace's rows
  #versions = new Map(); // of the rows as they were drawn
  #follows = true;
  #due = false;

  constructor(list, chip) {
    this.#list = list;
    this.#chip = chip;
    list.addEventListener("scroll", () => this.#look());
    chip.addEventListener("click", () => this.follow());
  }

  // show begins a new list.
  show(trace) {
    this.#trace = trace;
    this.#rows.clear();
    this.#versions.clear();
    this.#list.replaceChildren();
    this.follow();
    this.update();
  }

  follow() {
    this.#follows = true;
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#chip.hidden = true;
  }

  // look notes whether the reader is at the end of the list.
  #look() {
    const list = this.#list;
    this.#follows = list.scrollHeight - list.scrollTop - list.clientHeight < near;
    this.#chip.hidden = this.#follows;
  }

  // update draws what has changed, once before the next frame. A list that is
  // not seen draws nothing.
  update() {
    if (this.#due || !this.#list.checkVisibility()) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  // words draws all in the language of now.
  words() {
    this.#versions.clear();
    this.update();
  }

  #draw() {
    const rows = this.#trace?.order() ?? [];
    this.#drop();
    if (rows.length === 0) {
      this.#list.replaceChildren(make("p", { className: "note empty", role: "listitem" }, word("noCalls")));
      return;
    }
    this.#list.querySelector(".empty")?.remove();
    let before = this.#older();
    for (const row of rows) {
      if (this.#changed(row) || isOpen(row)) this.#put(row);
      this.#versions.set(row, row.version);
      const element = this.#rows.get(row);
      const next = before ? before.nextSibling : this.#list.firstChild;
      if (next !== element) this.#list.insertBefore(element, next);
      before = element;
    }
    if (this.#follows) this.#list.scrollTop = this.#list.scrollHeight;
    else this.#chip.hidden = false;
  }

  // older says that not all calls are there, and returns what says it.
  #older() {
    if (this.#trace.dropped === 0) return null;
    let note = this.#list.querySelector(".older");
    if (!note) this.#list.prepend(note = make("p", { className: "note older", role: "listitem" }));
    note.textContent = word("dropped", { count: this.#trace.dropped });
    return note;
  }

  // drop removes the elements of rows that the trace no longer keeps.
  #drop() {
    for (const [row, element] of this.#rows) {
      if (!row.gone) continue;
      element.remove();
      this.#rows.delete(row);
      this.#versions.delete(row);
    }
  }

  #changed(row) {
    return this.#versions.get(row) !== row.version;
  }

  #put(row) {
    const there = this.#rows.get(row);
    if (there && !this.#changed(row)) {
      this.#wait(there, row);
      return;
    }
    const element = kinds[row.kind](row);
    if (isOpen(row)) this.#wait(element, row);
    this.#rows.set(row, element);
    if (there) there.replaceWith(element);
  }

  // wait says how long a call has been waiting.
  #wait(element, row) {
    const time = this.#trace.now() - this.#trace.start - row.at;
    if (time < shownFrom) return;
    element.classList.add("waits");
    const limit = row.enter.timeout > 0 ? took(row.enter.timeout / 1e6) : "";
    const text = word(limit ? "waitingMost" : "waiting", { time: took(time), most: limit });
    element.querySelector(".result").textContent = text;
  }
}

const isOpen = (row) => row.kind === "call" && !row.result && !row.ended;

// state returns what became of a call.
function state(row) {
  if (!row.result) return row.ended ? "never" : "waiting";
  return row.result.errno || row.result.err ? "failed" : "returned";
}

function call(row) {
  const now = state(row);
  const { sock } = row;
  const element = make("div", {
    className: `call ${now}`, role: "listitem",
    "data-op": row.enter.call, "data-host": row.host, "data-sock": sock, "data-state": now, "data-seq": row.seq,
  });
  if (row.result?.errno) element.dataset.errno = row.result.errno;
  element.append(
    make("span", { className: "time" }, `${(row.at / 1000).toFixed(3)}`),
    make("span", { className: "host" }, word(row.host)),
    make("span", { className: "text" },
      make("code", {}, sock ? `${sock}.` : "", callText(row.enter)),
      " ",
      make("span", { className: "result" }, result(row, now)),
      make("span", { className: "why" }, why(row)),
    ),
    make("span", { className: "took" }, row.result ? took(row.took) : ""),
  );
  return element;
}

function result(row, now) {
  if (now === "never") return word("never");
  return now === "waiting" ? "" : `→ ${resultText(row.enter, row.result)}`;
}

function why(row) {
  const text = row.result?.errno ? reason(row.result.errno) : "";
  return text && ` ${text}`;
}

function standstill(row) {
  const stuck = row.stuck.map((one) => word("stuck", { role: word(one.host), call: callText(one.enter) })).join(" ");
  return make("div", { className: "call note", role: "listitem", "data-op": "standstill" }, word("standstill", { stuck }));
}

const kinds = { call, standstill, packet: below, tcp: below };
