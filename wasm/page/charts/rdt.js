// Reliable data transfer, read from the calls of a run: what its senders wait for, how
// long acknowledgements take, and what its receivers take. The packets are in
// shared/rdt/rdt.md.

const kinds = { data: 1, ack: 2, fin: 3 };
const header = 9; // bytes

export class Rdt {
  spoken = false; // an acknowledgement was seen: the run is of such a protocol
  #cumulative;
  #put;
  #sent = new Map(); // by socket: what is not acknowledged, [{ number, time, times }], the oldest first
  #got = new Map(); // by socket: what came last, and is not answered
  #taken = new Set();

  // cumulative says whether an acknowledgement stands for all packets before, too; null:
  // nobody knows. put(chart, host, time, value, row) takes a point, with times in s.
  constructor(cumulative, put) {
    this.#cumulative = cumulative;
    this.#put = put;
  }

  // sends takes the beginning of a call that sends.
  sends(event, time, row) {
    const packet = this.#read(event);
    if (packet?.kind === kinds.ack) this.#answers(event, packet, time, row);
    else if (packet) this.#out(event, packet, time, row);
  }

  // receives takes the return of a call that receives.
  receives(event, time, row) {
    const packet = this.#read(event);
    if (packet?.kind === kinds.ack) this.#acknowledged(event, packet, time, row);
    else if (packet) this.#got.set(socket(event), { ...packet, from: `${socket(event)} ${event.peer ?? ""}` });
  }

  #out(event, { number }, time, row) {
    const key = socket(event);
    if (!this.#sent.has(key)) this.#sent.set(key, []);
    const sent = this.#sent.get(key);
    const before = sent.find((one) => one.number === number);
    if (before) before.times++;
    else sent.push({ number, time, times: 1 });
    this.#count(event, sent, time, row);
  }

  // acknowledged takes a sample of the round trip from what was sent once: of what was
  // repeated, nobody knows which one is answered (Karn).
  #acknowledged(event, { number }, time, row) {
    const sent = this.#sent.get(socket(event)) ?? [];
    const at = sent.findIndex((one) => one.number === number);
    if (at < 0) return;
    if (sent[at].times === 1) this.#put("sample", event.host, time, (time - sent[at].time) * 1000, row);
    if (this.#cumulative) sent.splice(0, at + 1);
    else sent.splice(at, 1);
    this.#count(event, sent, time, row);
  }

  #count({ host }, sent, time, row) {
    if (this.#cumulative !== null) this.#put("unacked", host, time, sent.length, row);
  }

  // answers notes what a receiver has taken: that, it answers with its own number. What
  // comes again has the same number and checksum.
  #answers(event, { number }, time, row) {
    const got = this.#got.get(socket(event));
    this.#got.delete(socket(event));
    if (got?.kind !== kinds.data || got.number !== number) return;
    const name = `${got.from} ${number} ${got.sum}`;
    if (this.#taken.has(name)) return;
    this.#taken.add(name);
    this.#put("taken", event.host, time, got.size, row);
  }

  #read(event) {
    const packet = read(event);
    if (packet?.kind === kinds.ack) this.spoken = true;
    return packet;
  }
}

const socket = ({ host, sock }) => `${host} ${sock}`;

// read returns the packet in the bytes of an event, or null. An acknowledgement is one
// only if its checksum is right; the others' bytes may not have been kept.
function read({ bytes, len }) {
  if (!bytes || len < header) return null;
  const head = Uint8Array.from(atob(bytes.slice(0, 12)), (c) => c.charCodeAt(0));
  const view = new DataView(head.buffer);
  const packet = { kind: head[0], number: view.getUint32(1), sum: view.getUint32(5), size: len - header };
  if (packet.kind === kinds.data) return packet;
  if (packet.kind !== kinds.ack && packet.kind !== kinds.fin) return null;
  return packet.size === 0 && crc32(head.subarray(0, 5)) === packet.sum ? packet : null;
}

// crc32 is that of IEEE 802.3, a bit at a time: it is for five bytes.
function crc32(bytes) {
  let sum = ~0;
  for (const b of bytes) {
    sum ^= b;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
