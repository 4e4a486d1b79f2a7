// A run that is set up as an experiment says: its lines are typed when the client
// asks for them, and it ends when it has come to rest. It knows nothing of the
// page's elements. Package experiment's Observer does the same.

const lookEvery = 100;

// How long nothing must happen, in ms, until a run rests: on real sockets, and on
// links that lose and delay nothing; in a network's time, where TCP may wait as
// long; and of ours, however fast that passes.
const plain = 2000;
const patient = 10_000;
const least = 1000;

export class Trial {
  seed = ""; // that a virtual network has got
  #lines;
  #open;
  #act;
  #heard = []; // { run, event } of all parts
  #run = null;
  #trace = null;
  #hosts = [];
  #timer = 0;
  #last = 0; // when something happened
  #waits = false; // the client does, for a line that nobody will type
  #rests = false;
  #stopped = false;

  // order is the Run's. act is { type(line), speed(), done(result) }: to type a
  // line, null for the end of the input; how fast a virtual network's time passes,
  // 0 while it stands; and what is called at the end, with { heard, failed, seed, trace }.
  constructor({ input = [], open = false }, order, act) {
    this.#lines = [...input];
    this.#open = open;
    this.#act = act;
    this.order = order;
  }

  begin(run, trace) {
    this.#run = run;
    this.#trace = trace;
    this.#hosts = run.order.lesson.roles;
    this.#last = performance.now();
    this.#timer = setInterval(() => this.#look(), lookEvery);
  }

  // tell is told what happens in the run.
  tell(kind, part, message) {
    if (kind === "end") return this.#end();
    if (this.#rests) return; // what follows is the end that was made of it
    if (kind === "network") this.seed = message.seed;
    if (kind === "asks") this.#answer();
    if (kind !== "event") return;
    this.#last = performance.now();
    this.#heard.push({ run: part.run, event: message.event });
    if (message.event.kind === "state" && message.event.call === "stuck") this.#rest();
  }

  // stop is the reader's.
  stop() {
    this.#stopped = !this.#rests;
    this.#run?.stop();
  }

  // leave is for a run that goes on without being watched.
  leave() { clearInterval(this.#timer); }

  #answer() {
    this.#last = performance.now();
    if (this.#lines.length > 0) this.#act.type(this.#lines.shift());
    else if (this.#open) this.#waits = true;
    else this.#act.type(null);
  }

  #look() {
    const speed = this.#act.speed();
    if (speed === 0) this.#last = performance.now();
    const { network } = this.order;
    const quiet = network && !perfect(network) ? Math.max(least, patient / speed) : plain;
    if (performance.now() - this.#last < quiet) return;
    if (this.#waits || this.#trace.stuck(this.#hosts)) this.#rest();
  }

  #rest() {
    if (this.#rests) return;
    this.#rests = true;
    this.#trace.stand(this.#trace.stuck(this.#hosts));
    this.#trace.closed = true;
    this.#run.stop();
  }

  #end() {
    this.leave();
    this.#act.done({ heard: this.#heard, failed: this.#stopped || Boolean(this.#run.error), seed: this.seed, trace: this.#trace });
  }
}

// perfect reports whether a network's links do nothing to packets.
const perfect = ({ scenario, both, up, down }) => (!scenario || scenario === "perfect") && !both && !up && !down;

// joined returns the events of a run's parts as those of one, in the order of one
// clock, each with a number of its own, and the way back from that: place(seq)
// returns { run, seq }. offsets are the trace's.
export function joined(heard, offsets) {
  const runs = [...new Set(heard.map(({ run }) => run))];
  if (runs.length < 2) return { events: heard.map(({ event }) => event), place: (seq) => ({ run: runs[0], seq }) };
  const events = heard.map(({ run, event }) => {
    const number = (seq) => seq * runs.length + runs.indexOf(run);
    const one = { ...event, seq: number(event.seq), time: event.time + Math.round((offsets.get(run) ?? 0) * 1e6) };
    return event.enter ? { ...one, enter: number(event.enter) } : one;
  });
  return {
    events: events.sort((a, b) => a.time - b.time),
    place: (seq) => ({ run: runs[seq % runs.length], seq: Math.floor(seq / runs.length) }),
  };
}
