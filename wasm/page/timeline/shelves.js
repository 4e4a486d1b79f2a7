// Which marks reach into a part of a tall picture, found without looking at all.

const high = 1024; // px, of a shelf
const tall = 8; // shelves: what reaches over more is kept apart

export class Shelves {
  #shelves = new Map(); // by number, from the top
  #tall = []; // { mark, from, to }

  // put takes all marks anew; span(mark) returns from where to where one reaches.
  put(marks, span) {
    this.#shelves.clear();
    this.#tall = [];
    for (const mark of marks) {
      const [from, to] = span(mark);
      const entry = { mark, from, to };
      const [first, last] = [Math.floor(from / high), Math.floor(to / high)];
      if (last - first >= tall) this.#tall.push(entry);
      else for (let i = first; i <= last; i++) this.#on(i).push(entry);
    }
  }

  #on(i) {
    if (!this.#shelves.has(i)) this.#shelves.set(i, []);
    return this.#shelves.get(i);
  }

  // between returns the marks that reach into a part; one may come twice.
  between(top, bottom) {
    const all = [...this.#tall];
    for (let i = Math.floor(top / high); i <= Math.floor(bottom / high); i++) all.push(...(this.#shelves.get(i) ?? []));
    return all.filter(({ from, to }) => to >= top && from <= bottom).map(({ mark }) => mark);
  }
}
