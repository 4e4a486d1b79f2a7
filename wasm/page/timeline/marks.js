// What a timeline shows, made of a trace's rows. A mark is a call, a packet, a
// message whose packets nobody saw, the state of a TCP connection, or a note. Its
// points are what is placed: a time, and the slot that they need room in.

// The slot of what takes the whole width.
export const everywhere = "all";

// Calls that may wait for somebody else: they are drawn as two blocks if something
// happened meanwhile.
const waits = new Set(["accept", "recv", "recvfrom", "connect", "send", "sendto"]);

// From how long on a call was blocked, whatever it is, in ms.
const blockedFrom = 150;

const several = 200; // rows, of a step

export class Marks {
  all = []; // in the order of their rows
  lasting = []; // what holds for a while, as full buffers and TIME-WAIT: drawn, and never chosen
  points = []; // by time
  delay = 0; // what messages take, one way, in ms: the median
  #packets = new Map(); // on their way, by name
  #sendings = new Map(); // of segments and the lessons' packets, how often
  #seen = false; // packets were
  #rows = 0; // how many there were
  #first = null; // of them
  #placing = 0; // how often all were placed
  #states = new Map(); // by end of a connection: what was last drawn of it

  // take takes a trace's rows as they are now, in small steps. There are new points
  // at its end if something has changed.
  *take(rows) {
    let changed = rows.length < this.#rows || rows[0] !== this.#first;
    this.#rows = rows.length;
    this.#first = rows[0];
    let steps = 0;
    for (const row of rows) { // what is known of a row is in it: a map of all of them is slow
      if (row.owner === this && row.taken === row.version) continue;
      changed = true;
      if (++steps % several === 0) yield;
      row.taken = row.version;
      if (row.owner === this) continue;
      row.owner = this;
      row.mark = this.#make(row); // null where nothing is drawn
    }
    if (changed) yield* this.#place(rows);
  }

  #make(row) {
    switch (row.kind) {
      case "call":
        return { kind: "call", row, host: row.host, placed: 0, begin: null, end: null, blocked: false };
      case "packet":
        this.#seen = true;
        return this.#packet(row);
      case "tcp":
        return this.#state(row);
    }
    return { kind: "note", row, host: "", placed: 0, begin: null };
  }

  // state leaves out what only charts show: another congestion window.
  #state(row) {
    const { local, peer, tcp } = row.event;
    const end = `${row.run} ${row.host} ${local} ${peer}`;
    const now = [tcp.state, tcp.sendQueue, tcp.recvQueue, tcp.retransmits].join();
    if (this.#states.get(end) === now) return null;
    this.#states.set(end, now);
    return { kind: "state", row, host: row.host, placed: 0, begin: null };
  }

  // packet joins what is told of one packet.
  #packet(row) {
    const { packet } = row.event;
    const seen = packet.n ? "" : packet.segment?.text; // by a system, which numbers nothing
    const name = [row.run, packet.link, packet.flow, packet.n, packet.copy ?? 0, seen].join(" ");
    if (packet.fate === "sent" || packet.fate === "duplicated") {
      const [from, to] = packet.link.split(">");
      if (!to) return null;
      const mark = { kind: "packet", row, host: from, to, rows: [row], fate: "sent", copy: packet.copy ?? 0, again: 0, placed: 0, begin: null, arrives: null, end: null };
      const before = this.#count(row, packet);
      if ((packet.segment ?? packet).again) mark.again = before;
      this.#packets.set(name, mark);
      return mark;
    }
    const mark = this.#packets.get(name);
    if (!mark) return null; // it was sent before what is kept
    mark.rows.push(row);
    if (packet.fate === "delivered" || packet.fate === "dropped") {
      mark.fate = packet.fate;
      mark.end = row;
      this.#packets.delete(name);
    }
    if (packet.fate === "corrupted") mark.corrupted = true;
    return mark;
  }

  // count returns how often what a packet has was sent before, as far as it is known.
  #count(row, { fate, flow, class: kind, name, segment }) {
    if (!segment && !name) return 0;
    const key = [row.run, flow, kind, name ?? segment.seq].join(" ");
    const times = (this.#sendings.get(key) ?? 0) + (fate === "sent" ? 1 : 0); // a copy is of the last
    this.#sendings.set(key, times);
    return times - 1;
  }

  // place makes the points, in the order of time.
  *#place(rows) {
    const all = this.all = [];
    this.#placing++;
    const delays = [];
    for (const row of rows) {
      const { mark } = row;
      if (!mark) continue;
      this.#add(mark);
      if (mark.kind === "packet" && mark.fate === "delivered" && mark.row === row) delays.push(mark.end.at - mark.row.at);
      if (row.kind === "call" && row.cause && !this.#seen) {
        row.message ??= { kind: "message", row: row.cause, host: row.cause.host, to: row.host, end: row, placed: 0 };
        if (row.cause.host !== row.host && row.cause.mark.placed === this.#placing) this.#add(row.message);
        delays.push(Math.max(0, (row.to ?? row.at) - row.cause.from));
      }
    }
    this.delay = delays.sort((a, b) => a - b)[delays.length >> 1] || 1;
    yield;
    const every = [];
    for (let i = 0; i < all.length; i++) {
      addPoints(all[i], every);
      if (i % several === 0) yield;
    }
    every.sort((a, b) => a.time - b.time || a.order - b.order);
    for (let i = 0; i < every.length; i++) every[i].index = i;
    yield;
    for (const mark of all) {
      if (mark.kind !== "call") continue;
      mark.blocked = blocked(mark, every);
      if (mark.end && !mark.blocked) mark.end.index = -1; // such an end is not drawn
    }
    this.lasting = lasting(all);
    this.points = every.filter(({ index }) => index >= 0);
  }

  #add(mark) {
    if (mark.placed === this.#placing) return; // by another row of it
    mark.placed = this.#placing;
    this.all.push(mark);
  }
}

// lasting returns what holds from one state of a connection to the next: how full its
// receive buffer was, where share is of the fullest, and TIME-WAIT.
function lasting(all) {
  const made = [];
  const last = new Map(); // by end of a connection
  let most = 1;
  for (const mark of all) {
    if (mark.kind !== "state" || !mark.row.event.peer) continue;
    const { local, peer, tcp } = mark.row.event;
    const key = `${mark.host} ${local} ${peer}`;
    for (const before of last.get(key) ?? []) before.until = mark.begin;
    const held = { row: mark.row, host: mark.host, begin: mark.begin, until: null };
    const now = [];
    if (tcp.recvQueue > 0) now.push({ kind: "gauge", ...held, count: tcp.recvQueue });
    if (tcp.state === "TIME-WAIT") now.push({ kind: "tail", ...held });
    most = Math.max(most, tcp.recvQueue ?? 0);
    last.set(key, now);
    made.push(...now);
  }
  for (const one of made) one.share = (one.count ?? 0) / most;
  return made;
}

// addPoints adds what of a mark is placed: begin, and end where it has one.
function addPoints(mark, to) {
  const { row } = mark;
  switch (mark.kind) {
    case "call":
      to.push(mark.begin = point(row.from, row.seq, mark.host, 26));
      mark.end = row.to === undefined ? null : point(row.to, row.result.seq, mark.host, 26);
      if (mark.end) to.push(mark.end);
      return;
    case "packet":
      to.push(mark.begin = point(row.at, row.order, wireOf(mark.host), 15));
      mark.arrives = mark.fate === "delivered" ? point(mark.end.at, mark.end.order, wireOf(mark.to), 15) : null;
      if (mark.arrives) to.push(mark.arrives);
      return;
    case "message":
      return; // it is drawn between the blocks of calls
    case "state":
      to.push(mark.begin = point(row.at, row.order, mark.host, 20));
      return;
  }
  to.push(mark.begin = point(row.at, row.order, everywhere, 28));
}

// wireOf returns the slot of the wire at a host.
const wireOf = (host) => `${host} wire`;

// point returns a point that needs so much room in its slot, in px.
const point = (time, order, slot, room) => ({ time, order, slot, room, y: 0, index: 0 });

// blocked reports whether a call is drawn as one that waited.
function blocked({ row, begin, end }, all) {
  if (!end || row.took >= blockedFrom) return true;
  if (!waits.has(row.enter.call)) return false;
  const wire = wireOf(row.host);
  for (let i = begin.index + 1; i < all.length && all[i] !== end; i++) {
    const { slot } = all[i];
    if (slot !== row.host && slot !== wire) return true;
    if (slot !== row.host && !row.enter.call.startsWith("send")) return true;
  }
  return false;
}
