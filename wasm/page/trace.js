// The calls of a run, made of the events that arrive. A row is a call or a note.

// How many rows are kept: a busy run must not fill the memory.
const most = 2000;

// After how long without an event a standstill is one.
const still = 2000; // ms

// Calls that may wait for a peer.
const waits = new Set(["accept", "recv", "recvfrom", "connect", "send", "sendto"]);

export class Trace {
  rows = [];
  dropped = 0; // rows that are no longer kept
  #open = new Map(); // calls that have not returned
  #clocks = new Map(); // of the parts
  #live = new Set(); // accepted sockets, by host
  #accepted = 0;
  #connected = 0;
  #last = 0;
  #told = false; // the standstill

  // start is the time of the run's beginning, in ms, as of performance.now.
  constructor(start, now = () => performance.now()) {
    this.start = start;
    this.now = now;
  }

  // add takes an event, in the form of the JSON trace, of a part of the run.
  add(event, part) {
    const at = this.#time(event, part);
    this.#told = false;
    if (event.kind === "enter") this.#enter(event, part, at);
    if (event.kind === "return") this.#return(event, part);
  }

  // time returns when an event was, by this page's clock. A part's clock is as
  // far behind as its events arrive late; the least that was seen is the nearest.
  #time(event, part) {
    const now = this.now() - this.start;
    const time = event.time / 1e6;
    const clock = this.#clocks.get(part.run) ?? { behind: Infinity, last: 0 };
    clock.behind = Math.min(clock.behind, now - time);
    clock.last = Math.max(clock.last, clock.behind + time);
    this.#clocks.set(part.run, clock);
    this.#last = now;
    return clock.last;
  }

  #enter(event, part, at) {
    const row = { kind: "call", run: part.run, place: part.place, at, seq: event.seq, host: event.host, sock: event.sock ?? "", enter: event, result: null };
    this.#open.set(`${part.run}.${event.seq}`, row);
    this.#push(row);
  }

  #return(event, part) {
    const key = `${part.run}.${event.enter}`;
    const row = this.#open.get(key);
    if (!row) return;
    this.#open.delete(key);
    row.result = event;
    row.took = (event.time - row.enter.time) / 1e6;
    row.changed = true;
    this.#count(row, event);
  }

  #count({ host, sock, enter }, event) {
    if (enter.call === "close") this.#live.delete(host + sock);
    if (event.errno || event.err) return;
    if (enter.call === "connect") this.#connected++;
    if (enter.call === "accept") {
      this.#accepted++;
      this.#live.add(host + event.result);
    }
  }

  #push(row) {
    row.changed = true;
    this.rows.push(row);
    if (this.rows.length > most) {
      this.rows.shift();
      this.dropped++;
    }
  }

  // idle reports whether the server is done with every client that connected.
  idle() {
    const streams = this.#accepted > 0 || this.waiting().some((row) => row.enter.call === "accept");
    return this.#live.size === 0 && (!streams || this.#accepted >= this.#connected);
  }

  // places returns the call that each host is in, or was in last.
  places() {
    const last = new Map();
    for (const row of this.rows) if (row.kind === "call" && (row.result || row.ended)) last.set(row.host, row);
    for (const row of this.#open.values()) last.set(row.host, row);
    return [...last.values()];
  }

  waiting() {
    return [...this.#open.values()];
  }

  // look notes a standstill, once: every host is in a call that waits for ever.
  look(hosts) {
    if (this.#told || hosts.length < 2 || this.now() - this.start - this.#last < still) return;
    const stuck = hosts.map((host) => this.#stuckIn(host));
    if (stuck.includes(undefined) || stuck.every((row) => row.enter.call === "accept")) return;
    this.#told = true;
    this.#push({ kind: "standstill", at: this.now() - this.start, stuck });
  }

  // stuckIn returns the call that a host is in, rather any other than accept.
  #stuckIn(host) {
    const open = this.waiting().filter((row) => row.host === host && waits.has(row.enter.call));
    if (open.some((row) => row.enter.timeout !== -1)) return undefined;
    return open.find((row) => row.enter.call !== "accept") ?? open[0];
  }

  // end marks the calls that will never return.
  end() {
    for (const row of this.#open.values()) {
      row.ended = true;
      row.changed = true;
    }
    this.#open.clear();
  }
}
