// A run: roles of one lesson, played in this page, on the native server, or in
// both, as one. It knows nothing of the page's elements.

// The messages of a part that may be under way, and how many are taken before
// the player is told.
const window = 512;
const tellAfter = window / 4;

// How long a server has, once the client has ended, to be done with it; as in
// package lesson.
const grace = 5000;

// How much of what was typed goes into one message, in UTF-16 units: so many are
// at most 48 KiB of JSON, and the native server takes 64.
const piece = 8192;

let number = 0; // of the last part: no two have the same, wherever they play

export class Run {
  addr = ""; // of the server, once it can be reached
  error = null; // { error, errno } of the first part that failed
  #parts = [];
  #later = null; // what to start once the server is ready
  #early = []; // what was typed until then
  #stopping = false;

  // order: { lesson, places, addr, knobs, network }; places gives each role
  // "page", "native" or "none"; network, a virtual one, needs all in the page.
  // players are { page, native }. tell(kind, part, message) is called for
  // network, ready, stdout, event, and at last end.
  constructor(order, players, trace, tell) {
    Object.assign(this, { order, players, trace, tell });
    const played = order.lesson.roles.filter((role) => order.places[role] !== "none");
    const places = new Set(played.map((role) => order.places[role]));
    if (places.size === 1) {
      this.#start(played, order.addr);
      return;
    }
    const [server, ...others] = played;
    this.#later = others;
    this.#start([server], order.addr);
  }

  #start(roles, addr) {
    const place = this.order.places[roles[0]];
    const part = { place, roles, run: ++number, taken: 0, done: false };
    this.#parts.push(part);
    const { lesson, knobs, network } = this.order;
    this.#send(part, { kind: "start", lesson: lesson.name, roles, addr, knobs, network, window });
  }

  #send(part, message) {
    if (!part.done) this.players[part.place].send({ ...message, run: part.run });
  }

  #partOf(role) {
    return this.#parts.find((part) => part.roles.includes(role));
  }

  // stdin and eof go to the part that has the client.
  stdin(text) {
    for (const piece of pieces(text)) this.#toClient({ kind: "stdin", text: piece });
  }
  eof() { this.#toClient({ kind: "eof" }); }

  #toClient(message) {
    const part = this.#partOf(this.order.lesson.roles.at(-1));
    if (part) this.#send(part, message);
    else if (this.#later) this.#early.push(message);
  }

  // pace and step are for the time of a virtual network: see messages.md.
  pace(speed) { this.#toAll({ kind: "pace", speed }); }
  step() { this.#toAll({ kind: "step" }); }

  #toAll(message) {
    for (const part of this.#parts) this.#send(part, message);
  }

  stop() {
    this.#stopping = true;
    this.#toAll({ kind: "stop" });
  }

  // receive takes a message of a player, if it is this run's.
  receive(message) {
    const part = this.#parts.find((one) => one.run === message.run);
    if (!part || part.done) return;
    if (message.kind === "done") {
      this.#done(part, message);
      return;
    }
    if (++part.taken === tellAfter) {
      this.#send(part, { kind: "taken", count: part.taken });
      part.taken = 0;
    }
    if (message.kind === "ready") this.#ready(message);
    if (message.kind === "event") this.trace.add(message.event, part);
    this.tell(message.kind, part, message);
  }

  #ready(message) {
    this.addr = message.addr;
    if (this.#later && !this.#stopping) this.#start(this.#later, message.addr);
    this.#later = null;
    for (const early of this.#early.splice(0)) this.#toClient(early);
  }

  #done(part, message) {
    part.done = true;
    if (message.error && !this.error) this.error = { error: message.error, errno: message.errno ?? "" };
    const left = this.#parts.filter((one) => !one.done);
    if (left.length === 0) this.tell("end", part, message);
    else if (message.error) this.stop();
    else if (left[0].roles.includes(this.order.lesson.roles[0])) this.#settle(left[0], performance.now());
    // Else the server is done, and its clients may still be reading.
  }

  // settle ends a server when it is done with its clients, the last of which has
  // ended then: ended any earlier, it would not see that one leave, nor serve
  // another that is there already.
  #settle(part, then) {
    if (part.done) return;
    if (performance.now() > then + grace || this.trace.idle(this.order.lesson.roles[0], then)) {
      this.stop();
      return;
    }
    setTimeout(() => this.#settle(part, then), 50);
  }
}

// pieces cuts a text so that no character is cut.
function* pieces(text) {
  for (let at = 0, end; at < text.length; at = end) {
    end = Math.min(at + piece, text.length);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1])) end--;
    yield text.slice(at, end);
  }
}
