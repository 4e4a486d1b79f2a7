// What is on its way between hosts, and what waits for a link's wire, read from what
// links did to packets.

export class Wires {
  #put;
  #lost;
  #on = new Map(); // by name: how many such packets are on their way
  #count = new Map(); // by link
  #queues = new Map(); // by link

  // put(chart, link, time, value, row) takes a point, lost(link, time, row) a loss.
  constructor(put, lost) {
    this.#put = put;
    this.#lost = lost;
  }

  take({ packet }, run, time, row) {
    const { fate, link } = packet;
    if (!link.includes(">")) return;
    const name = nameOf(run, packet);
    if (fate === "sent" || fate === "duplicated") this.#fly(name, link, 1, time, row);
    if (fate === "dropped") this.#lost(link, time, row);
    if ((fate === "delivered" || fate === "dropped") && this.#on.has(name)) this.#fly(name, link, -1, time, row);
    this.#wait(name, packet, time, row);
  }

  #fly(name, link, by, time, row) {
    const left = (this.#on.get(name) ?? 0) + by;
    if (left > 0) this.#on.set(name, left);
    else this.#on.delete(name);
    const count = (this.#count.get(link) ?? 0) + by;
    this.#count.set(link, count);
    this.#put("flight", link, time, count, row);
  }

  // wait follows the queue of a link of limited rate. Whenever its wire has sent a packet,
  // which then is delayed or delivered, it takes the one that has waited longest; that
  // may be dropped for having waited (CoDel), and then it takes another.
  #wait(name, { fate, link, size }, time, row) {
    if (!this.#queues.has(link)) this.#queues.set(link, { waiting: [], bytes: 0, wire: null, left: new Set() });
    const queue = this.#queues.get(link);
    if (fate === "queued") {
      queue.waiting.push({ name, size });
      queue.bytes += size;
      this.#put("queue", link, time, queue.bytes, row);
      return;
    }
    const leaves = fate === "delayed" || fate === "delivered" && !queue.left.delete(name);
    if (fate === "delayed") queue.left.add(name);
    if (!leaves && !(fate === "dropped" && queue.wire === name)) return;
    const next = queue.waiting.shift();
    queue.wire = next?.name ?? null;
    if (!next) return;
    queue.bytes -= next.size;
    this.#put("queue", link, time, queue.bytes, row);
  }
}

// nameOf names a packet; one that a system showed has no number, but a text.
const nameOf = (run, { link, flow, n, copy, segment }) => [run, link, flow, n, copy ?? 0, n ? "" : segment?.text].join(" ");
