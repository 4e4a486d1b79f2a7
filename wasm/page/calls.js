// The list of calls, and of what happens below them. A call's row is there from
// the moment it begins and gets its result when it returns. Where it stands is
// for the trace to say, which may find out more.
import { below } from "./below.js";
import { callText, outcome, took } from "./calltext.js";
import { make } from "./element.js";
import { reason } from "./problems.js";
import { offer } from "./timeline/chip.js";
import { Turns } from "./turns.js";
import { hostName, word } from "./words.js";

const near = 24; // px from the end that still are the end
const most = 200; // rows are there at once, and buttons for those before and after
const stride = 100; // rows, of a button
const shownFrom = 150; // ms; a shorter wait is not worth a word

export class Calls {
  #list;
  #chip;
  #trace = null;
  #rows = new Map(); // elements, by the trace's rows
  #versions = new Map(); // of the rows as they were drawn
  #follows = true;
  #turns = new Turns(() => this.#draw());
  #last = null; // the row up to which rows are there; null: the newest

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
    this.#last = null;
    this.follow();
    this.update();
  }

  follow() {
    this.#follows = true;
    if (this.#last !== null) {
      this.#last = null;
      this.update();
    }
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#chip.hidden = true;
  }

  // look notes whether the reader is at the end of the list.
  #look() {
    const list = this.#list;
    this.#follows = list.scrollHeight - list.scrollTop - list.clientHeight < near;
    offer(this.#chip, this.#follows, this.#trace);
  }

  // update draws what has changed, once before the next frame. A list that is
  // not seen draws nothing.
  update() {
    if (this.#list.checkVisibility()) this.#turns.ask();
  }

  // words draws all in the language of now.
  words() {
    this.#versions.clear();
    this.update();
  }

  #draw() {
    const all = this.#trace?.order() ?? [];
    const end = this.#last === null ? all.length : Math.max(Math.min(most, all.length), all.indexOf(this.#last) + 1);
    const from = Math.max(0, end - most);
    const rows = all.slice(from, end);
    this.#drop(new Set(rows));
    if (rows.length === 0) {
      this.#list.replaceChildren(make("p", { className: "note empty", role: "listitem" }, word("noCalls")));
      return;
    }
    this.#list.querySelector(".empty")?.remove();
    let before = this.#older(all, from);
    for (const row of rows) {
      if (this.#changed(row) || isOpen(row)) this.#put(row);
      this.#versions.set(row, row.version);
      const element = this.#rows.get(row);
      const next = before ? before.nextSibling : this.#list.firstChild;
      if (next !== element) this.#list.insertBefore(element, next);
      before = element;
    }
    this.#newer(all, end);
    if (this.#last === null && this.#follows) this.#list.scrollTop = this.#list.scrollHeight;
    else offer(this.#chip, false, this.#trace);
  }

  // older has a button for earlier rows before the first, if there are, and says
  // that some are gone. It returns what stands before the rows.
  #older(all, from) {
    this.#list.querySelector(".older")?.remove();
    const { dropped } = this.#trace;
    if (from === 0 && dropped === 0) return null;
    const note = make("p", { className: "note older", role: "listitem" });
    if (from > 0) note.append(this.#button("earlier", from, () => all[Math.max(most, from + most - stride) - 1]));
    else note.append(word("dropped", { count: dropped }));
    this.#list.prepend(note);
    return note;
  }

  // newer has a button for later rows, if there are.
  #newer(all, end) {
    this.#list.querySelector(".newer")?.remove();
    if (end === all.length) return;
    this.#list.append(make("p", { className: "note newer" },
      this.#button("later", all.length - end, () => (end + stride < all.length ? all[end + stride - 1] : null))));
  }

  // button goes to other rows, and stays at one that is there before and after.
  #button(name, count, last) {
    const button = make("button", { type: "button", className: "quiet", "data-rows": name }, word(name, { count }));
    button.addEventListener("click", () => {
      const stays = [...this.#rows.values()].at(name === "earlier" ? 0 : -1);
      const top = stays.offsetTop - this.#list.scrollTop;
      this.#follows = false;
      this.#last = last();
      this.#draw();
      if (stays.isConnected) this.#list.scrollTop = stays.offsetTop - top;
      this.#list.focus();
    });
    return button;
  }

  // drop removes the elements of other rows than these.
  #drop(rows) {
    for (const [row, element] of this.#rows) {
      if (rows.has(row)) continue;
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
  if (row.cut) return "cut";
  return row.result.errno || row.result.err ? "failed" : "returned";
}

function call(row) {
  const now = state(row);
  const { sock } = row;
  const element = make("div", {
    className: `call ${now}`, role: "listitem",
    "data-op": row.enter.call, "data-host": row.host, "data-sock": sock, "data-state": now, "data-seq": row.seq,
  });
  if (row.result?.errno && !row.cut) element.dataset.errno = row.result.errno;
  element.append(
    make("span", { className: "time" }, `${(row.at / 1000).toFixed(3)}`),
    make("span", { className: "host" }, hostName(row.host)),
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
  return now === "waiting" ? "" : `→ ${outcome(row)}`;
}

function why(row) {
  const text = row.result?.errno && !row.cut ? reason(row.result.errno) : "";
  return text && ` ${text}`;
}

function standstill(row) {
  const stuck = row.stuck.map((one) => word("stuck", { role: hostName(one.host), call: callText(one.enter) })).join(" ");
  return make("div", { className: "call note", role: "listitem", "data-op": "standstill" }, word("standstill", { stuck }));
}

const kinds = { call, standstill, packet: below, tcp: below };
