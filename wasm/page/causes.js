// Which call let another return: a connect an accept, a send the recv that has
// its last byte, a close the recv that finds the end. Sockets are joined by their
// ports, which a call may make known only when it returns.

const most = 1000; // of what has no counterpart is kept: a peer may be elsewhere

const sends = new Set(["send", "sendto", "close", "shutdown"]); // and connect, which has no port yet
const receives = new Set(["accept", "recv", "recvfrom"]);

const port = (addr) => addr?.slice(addr.lastIndexOf(":") + 1) ?? "";

export class Causes {
  #sockets = new Map(); // by part, host and name
  #flows = new Map(); // by type and ports
  #found;

  // found(cause, effect) is called with two rows of a trace.
  constructor(found) {
    this.#found = found;
  }

  // enter takes a row whose call begins.
  enter(row) {
    const { call, len = 0, args = [] } = row.enter;
    if (!sends.has(call) || args.some((one) => one.value === "SHUT_RD")) return;
    const socket = this.#socket(row, row.sock);
    const entry = { row, size: socket.datagrams ? 1 : len, to: port(args.find((one) => one.name === "addr")?.value) };
    if (call === "close" || call === "shutdown") entry.size = socket.datagrams ? 0 : Infinity;
    row.sent = entry;
    this.#send(socket, entry);
  }

  // returned takes a row whose call has returned.
  returned(row) {
    const { enter, result } = row;
    const socket = this.#socket(row, row.sock);
    if (result.local && enter.call !== "accept") this.#know(socket, result.local, result.peer);
    if (enter.call === "socket") this.#socket(row, result.result).datagrams = enter.args.some((one) => one.value === "SOCK_DGRAM");
    if (enter.call.startsWith("send") && !socket.datagrams) less(row.sent, Number(result.result ?? 0));
    if (result.errno || result.err) return;
    if (enter.call === "connect" && !socket.datagrams) this.#send(socket, { row, size: 0, to: "" });
    if (enter.call === "accept") this.#know(this.#socket(row, result.result), result.local, result.peer);
    if (receives.has(enter.call)) this.#receive(row, enter.call === "accept" ? this.#socket(row, result.result) : socket);
  }

  #receive(row, socket) {
    const { enter, result } = row;
    if (enter.args?.some((one) => one.value.includes("MSG_PEEK"))) return;
    const size = enter.call === "accept" ? 0 : result.end ? Infinity : socket.datagrams ? 1 : result.len ?? 0;
    const from = port(socket.datagrams && result.peer ? result.peer : socket.peer);
    const flow = this.#flow(socket, from, port(socket.local));
    flow.received += size;
    this.#add(flow, flow.receives, { row, end: flow.received });
  }

  // send puts what is sent into its flow, once the socket's port is known.
  #send(socket, entry) {
    if (!socket.local) {
      keep(socket.early, entry);
      return;
    }
    const flow = this.#flow(socket, port(socket.local), entry.to || port(socket.peer));
    flow.sent += entry.size;
    this.#add(flow, flow.sends, Object.assign(entry, { flow, end: flow.sent }));
  }

  #know(socket, local, peer) {
    socket.local = local;
    socket.peer = peer ?? socket.peer;
    for (const entry of socket.early.splice(0)) this.#send(socket, entry);
  }

  // add joins what is received with the first send that reaches as far. Both come
  // in order, each from its own part.
  #add(flow, list, one) {
    keep(list, one);
    while (flow.receives.length > 0) {
      const [{ row, end }] = flow.receives;
      while (flow.sends.length > 0 && flow.sends[0].end < end) flow.sends.shift();
      if (flow.sends.length === 0) return;
      flow.receives.shift();
      this.#found(flow.sends[0].row, row);
    }
  }

  #socket(row, name) {
    return get(this.#sockets, `${row.run} ${row.host} ${name}`, () => ({ datagrams: false, local: "", peer: "", early: [] }));
  }

  #flow(socket, from, to) {
    return get(this.#flows, `${socket.datagrams} ${from} ${to}`, () => ({ sent: 0, received: 0, sends: [], receives: [] }));
  }
}

// less corrects a send that has taken only some of the bytes.
function less(entry, taken) {
  const lost = entry.size - taken;
  if (!(lost > 0)) return;
  entry.size = taken;
  if (!entry.flow) return;
  entry.end -= lost;
  entry.flow.sent -= lost;
}

function keep(list, one) {
  list.push(one);
  if (list.length > most) list.shift();
}

// get returns what is there, or makes it; of very many, the oldest is forgotten.
function get(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  if (map.size > most) map.delete(map.keys().next().value);
  return map.get(key);
}
