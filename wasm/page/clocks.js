// The clocks of a run's parts, as one. Each part counts from its own start, and
// nobody says when that was. Two things bound it: an event arrives after it
// happened, and what caused another happened before it.

const margin = 0.25; // of what is possible between two parts, kept at each end

export class Clocks {
  #behind = new Map(); // by part, in ms: how far its clock is behind the page's, at most
  #least = new Map(); // by "a b": how much farther b's is behind than a's, at least

  // heard takes an event of a part, by its clock, that arrived now.
  heard(part, time, now) {
    this.#behind.set(part, Math.min(this.#behind.get(part) ?? Infinity, now - time));
  }

  // caused takes that what happened in part a made b happen in another.
  caused(a, timeA, b, timeB) {
    const key = `${a} ${b}`;
    this.#least.set(key, Math.max(this.#least.get(key) ?? -Infinity, timeA - timeB));
  }

  // offsets returns what to add to the times of each part, by part, so that they
  // are the page's, and no effect is before its cause.
  offsets() {
    const all = new Map(this.#behind);
    const parts = [...all.keys()];
    for (const b of parts.slice(1)) this.#agree(all, parts[0], b);
    return all;
  }

  // agree moves two parts' clocks towards each other. What arrives is late by an
  // unknown time and never early, so the one that is too late is moved.
  #agree(all, a, b) {
    const least = this.#least.get(`${a} ${b}`) ?? -Infinity;
    const most = -(this.#least.get(`${b} ${a}`) ?? -Infinity);
    const room = Number.isFinite(most - least) ? margin * (most - least) : 0.1;
    const now = all.get(b) - all.get(a);
    if (now < least + room) all.set(a, all.get(b) - least - room);
    else if (now > most - room) all.set(b, all.get(a) + most - room);
  }
}
