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

export class Marks {
  all = []; // in the order of their rows
  gauges = []; // how full receive buffers are: drawn, and never chosen
  points = []; // by time
  delay = 0; // what messages take, one way, in ms: the median
  #made = new WeakMap(); // by row: { version, mark }; a mark is null where nothing is drawn
  #packets = new Map(); // on their way, by name
  #sendings = new Map(); // of segments, how often
  #seen = false; // packets were
  #rows = 0; // how many there were

  // take takes a trace's rows as they are now.
  take(rows) {
    let changed = rows.length < this.#rows;
    this.#rows = rows.length;
    for (const row of rows) {
      const made = this.#made.get(row);
      if (made && made.version === row.version) continue;
      changed = true;
      if (made) made.version = row.version;
      else this.#made.set(row, { version: row.version, mark: row.mark = this.#make(row) });
    }
    if (!changed) return false;
    this.#place(rows);
    return true;
  }

  #make(row) {
    switch (row.kind) {
      case "call":
        return { kind: "call", row, host: row.host };
      case "packet":
        this.#seen = true;
        return this.#packet(row);
      case "tcp":
        return { kind: "state", row, host: row.host };
    }
    return { kind: "note", row, host: "" };
  }

  // packet joins what is told of one packet.
  #packet(row) {
    const { packet } = row.event;
    const seen = packet.n ? "" : packet.segment?.text; // by a system, which numbers nothing
    const name = [row.run, packet.link, packet.flow, packet.n, packet.copy ?? 0, seen].join(" ");
    if (packet.fate === "sent" || packet.fate === "duplicated") {
      const [from, to] = packet.link.split(">");
      if (!to) return null;
      const mark = { kind: "packet", row, host: from, to, rows: [row], fate: "sent", copy: packet.copy ?? 0, again: 0 };
      if (packet.segment?.again) mark.again = this.#count(row, packet);
      else if (packet.segment) this.#count(row, packet);
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

  // count returns how often a segment was sent before.
  #count(row, { flow, class: name, segment }) {
    const key = [row.run, flow, name, segment.seq].join(" ");
    const before = this.#sendings.get(key) ?? 0;
    this.#sendings.set(key, before + 1);
    return before;
  }

  // place makes the points, in the order of time.
  #place(rows) {
    const marks = new Set();
    const delays = [];
    for (const row of rows) {
      const { mark } = this.#made.get(row);
      if (!mark) continue;
      marks.add(mark);
      if (mark.kind === "packet" && mark.fate === "delivered") delays.push(mark.end.at - mark.row.at);
      if (row.kind === "call" && row.cause && !this.#seen) {
        row.message ??= { kind: "message", row: row.cause, host: row.cause.host, to: row.host, end: row };
        if (row.cause.host !== row.host) marks.add(row.message);
        delays.push(Math.max(0, (row.to ?? row.at) - row.cause.from));
      }
    }
    this.all = [...marks];
    this.gauges = gauges(this.all);
    this.delay = delays.sort((a, b) => a - b)[delays.length >> 1] || 1;
    const every = this.all.flatMap((mark) => points(mark)).sort((a, b) => a.time - b.time || a.order - b.order);
    for (const [i, point] of every.entries()) point.index = i;
    const none = new Set(); // the ends of calls that did not wait
    for (const mark of this.all) {
      if (mark.kind !== "call") continue;
      mark.blocked = blocked(mark, every);
      if (!mark.blocked) none.add(mark.end);
    }
    for (const gauge of this.gauges) Object.assign(gauge, { begin: gauge.of.begin, until: gauge.after?.begin });
    this.points = every.filter((point) => !none.has(point));
  }
}

// gauges returns how full each connection's receive buffer was, from one state to
// the next; share is of the fullest.
function gauges(all) {
  const made = [];
  const last = new Map(); // by end of a connection
  let most = 1;
  for (const mark of all) {
    if (mark.kind !== "state" || !mark.row.event.peer) continue;
    const { local, peer, tcp } = mark.row.event;
    const key = `${mark.host} ${local} ${peer}`;
    if (last.has(key)) last.get(key).after = mark;
    last.delete(key);
    if (!(tcp.recvQueue > 0)) continue;
    most = Math.max(most, tcp.recvQueue);
    const gauge = { kind: "gauge", row: mark.row, host: mark.host, count: tcp.recvQueue, of: mark, after: null };
    last.set(key, gauge);
    made.push(gauge);
  }
  for (const gauge of made) gauge.share = gauge.count / most;
  return made;
}

// points returns what of a mark is placed: begin, and end where it has one.
function points(mark) {
  const { row } = mark;
  switch (mark.kind) {
    case "call":
      mark.begin = point(row.from, row.seq, mark.host, 26);
      mark.end = row.to === undefined ? null : point(row.to, row.result.seq, mark.host, 26);
      return [mark.begin, mark.end].filter(Boolean);
    case "packet":
      mark.begin = point(row.at, row.order, `${mark.host} wire`, 15);
      mark.arrives = mark.fate === "delivered" ? point(mark.end.at, mark.end.order, `${mark.to} wire`, 15) : null;
      return [mark.begin, mark.arrives].filter(Boolean);
    case "message":
      return []; // it is drawn between the blocks of calls
    case "state":
      mark.begin = point(row.at, row.order, mark.host, 20);
      return [mark.begin];
  }
  mark.begin = point(row.at, row.order, everywhere, 28);
  return [mark.begin];
}

// point returns a point that needs so much room in its slot, in px.
const point = (time, order, slot, room) => ({ time, order, slot, room, y: 0, index: 0 });

// blocked reports whether a call is drawn as one that waited.
function blocked({ row, begin, end }, all) {
  if (!end || row.took >= blockedFrom) return true;
  if (!waits.has(row.enter.call)) return false;
  for (let i = begin.index + 1; i < end.index; i++) {
    const { slot } = all[i];
    if (slot !== row.host && slot !== `${row.host} wire`) return true;
    if (slot !== row.host && !row.enter.call.startsWith("send")) return true;
  }
  return false;
}
