// What there was after so many events of a run: what its hosts had printed, and which
// calls they were in.

const most = 500; // texts are printed at once: what was before them is far up

export class States {
  times = [0]; // by how many events have happened: when the last of them was, in ms
  #texts = []; // { at, host, text, typed }; at: so many events have happened then
  #calls = new Map(); // by host: { from, to, row }, in the order of from

  // all is what inOrder returns.
  constructor(all) {
    const open = new Map(); // by row
    let last = 0;
    all.forEach(({ event, entry: { row } }, i) => {
      const at = i + 1;
      this.times.push(last = Math.max(last, event.time / 1e6));
      if (event.kind === "stdout" || event.kind === "stdin") {
        this.#texts.push({ at, host: event.host, text: event.text ?? "", typed: event.kind === "stdin" });
      }
      if (event.kind === "enter" && row) {
        const call = { from: at, to: Infinity, row };
        open.set(row, call);
        if (!this.#calls.has(event.host)) this.#calls.set(event.host, []);
        this.#calls.get(event.host).push(call);
      }
      if (event.kind === "return" && open.has(row)) open.get(row).to = at;
    });
  }

  // printed returns what was printed and typed after from events and up to to, what
  // follows each other at one host as one.
  printed(from, to) {
    const all = [];
    const last = new Map(); // by host
    const end = after(this.#texts, ({ at }) => at, to);
    for (let i = Math.max(after(this.#texts, ({ at }) => at, from), end - most); i < end; i++) {
      const { host, text, typed } = this.#texts[i];
      const one = last.get(host);
      if (one && one.typed === typed) one.text += text;
      else last.set(host, all[all.push({ host, text, typed }) - 1]);
    }
    return all;
  }

  // places returns the call that each host was in, or was in last, as Trace.places.
  places(count) {
    const all = [];
    for (const calls of this.#calls.values()) {
      const end = after(calls, ({ from }) => from, count);
      if (end === 0) continue;
      let call = calls[end - 1];
      for (let i = end - 1; i >= Math.max(0, end - 64) && call.to <= count; i--) if (calls[i].to > count) call = calls[i];
      const { row, to } = call;
      all.push({ host: row.host, enter: row.enter, result: to <= count ? row.result : null, ended: row.ended && to <= count });
    }
    return all;
  }
}

// after returns where in a list, ordered by value, those begin that are greater.
function after(list, value, than) {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (value(list[middle]) <= than) from = middle + 1;
    else to = middle;
  }
  return from;
}
