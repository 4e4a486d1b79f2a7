// The calls of a run, made of the events that arrive, with what happens below
// them. A row is a call, a packet, the state of a TCP connection or a note.
import { Causes } from "./causes.js";
import { Clocks } from "./clocks.js";

// How many rows and events are kept: a busy run must not fill the memory. A
// tenth of them goes at once.
const most = { rows: 20_000, events: 200_000 };

// After how long without an event a standstill is one.
const still = 2000; // ms
const stillPaced = 20_000; // where TCP may wait before it sends again

// How long a server has waited that has nothing to do: what it waits for may be
// there already, and its answer on the way from another machine.
const quiet = 300; // ms

// Calls that may wait for a peer, and of these the ones that a peer's call ends:
// they stand where they returned, after what they waited for.
const waits = new Set(["accept", "recv", "recvfrom", "connect", "send", "sendto"]);
const effects = new Set(["accept", "recv", "recvfrom"]);

// The error of a call whose socket was closed meanwhile.
const closedMeanwhile = "the socket is closed";

export class Trace {
  rows = []; // as order leaves them
  dropped = 0; // rows that are no longer kept
  events = []; // { event, part, row } as they came; row is the one that it is part of, if any
  forgotten = 0; // events that are no longer kept
  live = true; // more may come
  calls = 0; // that began
  closed = false; // it takes no more events
  #open = new Map(); // calls that have not returned
  #clocks = new Clocks();
  #causes = new Causes((cause, effect) => this.#caused(cause, effect));
  #times = new Map(); // the last of each part, which never go back
  #closing = new Set(); // sockets that their own program closes, by run
  #live = new Set(); // accepted sockets, by host
  #accepted = 0;
  #connected = 0;
  #last = 0;
  #told = false; // the standstill
  #paced = false; // the times need no other clock: they are a virtual network's, or a file's
  #most;
  #ordered = false; // since the last event

  // start is the time of the run's beginning, in ms, as of now: performance.now,
  // or a virtual network's.
  constructor(start, now = () => performance.now(), rows = most.rows) {
    this.start = start;
    this.now = now;
    this.#most = rows;
  }

  // add takes an event, in the form of the JSON trace, of a part of the run.
  add(event, part) {
    if (this.closed) return;
    const entry = { event, part, row: null };
    keep(this.events, entry, most.events, () => this.forgotten++);
    if (event.kind === "state") return; // it says that nothing happens
    this.#ordered = false;
    this.#paced = event.clock === "paced" || part.place === "file";
    const time = this.#time(event, part);
    const now = this.#paced ? time : this.now() - this.start;
    if (!this.#paced) this.#clocks.heard(part.run, time, now);
    this.#last = now;
    this.#told = false;
    if (event.kind === "enter") entry.row = this.#enter(event, part, time, now);
    if (event.kind === "return") entry.row = this.#return(event, part, time);
    if (event.kind === "tcp" || event.kind === "packet" && event.packet.fate !== "delayed") { // that is seen when it arrives
      this.#push(entry.row = { kind: event.kind, run: part.run, time, order: event.seq, at: 0, host: event.host, event });
    }
  }

  // time returns when an event happened. What is seen below the calls says so
  // itself, and may be told late; calls are told in order.
  #time(event, part) {
    const time = event.time / 1e6;
    if (event.kind === "packet" || event.kind === "tcp") return time;
    const last = Math.max(this.#times.get(part.run) ?? 0, time);
    this.#times.set(part.run, last);
    return last;
  }

  #enter(event, part, time, heard) {
    const row = {
      kind: "call", run: part.run, place: part.place, time, order: event.seq, began: time, heard, at: 0,
      seq: event.seq, host: event.host, sock: event.sock ?? "", enter: event, result: null,
    };
    this.calls++;
    if (event.call === "close") this.#closing.add(socket(event, part));
    this.#open.set(`${part.run}.${event.seq}`, row);
    this.#push(row);
    this.#causes.enter(row);
    return row;
  }

  #return(event, part, time) {
    const key = `${part.run}.${event.enter}`;
    const row = this.#open.get(key);
    if (!row) return null;
    this.#open.delete(key);
    row.result = event;
    row.took = (event.time - row.enter.time) / 1e6;
    row.cut = event.err === closedMeanwhile && !this.#closing.has(socket(event, part)); // by the end of the run
    touch(row);
    if (effects.has(row.enter.call)) Object.assign(row, { time, order: event.seq });
    this.#count(row, event);
    this.#causes.returned(row);
    return row;
  }

  #caused(cause, effect) {
    effect.cause = cause;
    touch(effect);
    if (cause.run !== effect.run) this.#clocks.caused(cause.run, cause.began, effect.run, effect.time);
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
    touch(row);
    this.#ordered = false;
    keep(this.rows, row, this.#most, (old) => {
      old.gone = true;
      this.dropped++;
    });
  }

  // order puts the rows in order and gives each its time, by what is known of the
  // clocks by now.
  order() {
    if (this.#ordered) return this.rows;
    this.#ordered = true;
    const offsets = this.offsets();
    for (const row of this.rows) {
      const shift = offsets.get(row.run) ?? 0;
      const at = Math.max(0, row.time + shift);
      if (Math.round(at) !== Math.round(row.at)) touch(row);
      row.at = at;
      row.from = Math.max(0, (row.began ?? row.time) + shift);
      row.to = row.took === undefined ? undefined : row.from + row.took;
    }
    this.rows.sort((a, b) => a.at - b.at || a.run - b.run || a.order - b.order);
    return this.rows;
  }

  // offsets returns what to add to the times of each part, in ms, by its run.
  offsets() {
    return this.#clocks.offsets();
  }

  // idle reports whether a server is done with every client that connected, and
  // has waited for more since then, in ms as of performance.now.
  idle(server, since) {
    const waiting = this.waiting().filter((row) => row.host === server && effects.has(row.enter.call));
    const streams = this.#accepted > 0 || waiting.some((row) => row.enter.call === "accept");
    const from = since - this.start;
    const waited = waiting.some((row) => this.now() - this.start - Math.max(row.heard, from) >= quiet);
    return waited && this.#live.size === 0 && (!streams || this.#accepted >= this.#connected);
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
    if (this.now() - this.start - this.#last < (this.#paced ? stillPaced : still)) return;
    this.stand(this.stuck(hosts));
  }

  // stuck returns the call that each host waits in for ever, or null if not all do.
  stuck(hosts) {
    const calls = hosts.map((host) => this.#stuckIn(host));
    return hosts.length < 2 || calls.includes(undefined) || calls.every((row) => row.enter.call === "accept") ? null : calls;
  }

  // stand notes a standstill in these calls, if there is one that is not noted.
  stand(stuck) {
    if (!stuck || this.#told) return;
    this.#told = true;
    this.#push({ kind: "standstill", run: 0, order: 0, at: 0, time: this.now() - this.start, stuck });
  }

  // stuckIn returns the call that a host is in, rather any other than accept.
  #stuckIn(host) {
    const open = this.waiting().filter((row) => row.host === host && waits.has(row.enter.call));
    if (open.some((row) => row.enter.timeout !== -1)) return undefined;
    return open.find((row) => row.enter.call !== "accept") ?? open[0];
  }

  // find returns the row that has a part's event, if it is one that is shown.
  find(run, seq) {
    return this.rows.find((row) => row.run === run && [row.enter, row.result, row.event].some((event) => event?.seq === seq));
  }

  // sign puts a sign beside a row: of the event with that number.
  sign(row, seq, text) {
    row.sign = { text, late: row.result?.seq === seq };
    touch(row);
  }

  // end marks the calls that will never return.
  end() {
    this.live = this.#ordered = false;
    for (const row of this.#open.values()) {
      row.ended = true;
      touch(row);
    }
    this.#open.clear();
  }
}

const socket = ({ host, sock }, { run }) => `${run} ${host} ${sock}`;

// keep adds one to a list; when there are too many, the oldest tenth goes.
function keep(list, one, most, gone) {
  list.push(one);
  if (list.length > most) list.splice(0, Math.ceil(most / 10)).forEach(gone);
}

// touch has the views of a row draw it anew.
function touch(row) {
  row.version = (row.version ?? 0) + 1;
}
