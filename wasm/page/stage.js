// What is played: a lesson, and its run or that of an experiment.
import { find } from "./element.js";
import { did } from "./front/done.js";
import { hints } from "./hints.js";
import { Run } from "./run.js";
import { Trace } from "./trace.js";

const lookEvery = 500; // ms, how often waiting calls are drawn anew

// show scrolls to an element: to its beginning where it does not fit.
const show = (element) => element.scrollIntoView({ block: element.offsetHeight > innerHeight ? "start" : "nearest" });

// A Stage plays one run at a time, and shows it by the page's parts.
export class Stage {
  #parts;
  #trial = null; // what the last run was, if it was an experiment's
  #timer = 0;

  lesson = null; // null: there is none, the front page is shown
  run = null; // the one that plays

  // parts are the page's: code, learn, link, pace, panel, picture, recordings, setup and
  // terminals; and players, which returns who plays an order.
  constructor(parts) {
    this.#parts = parts;
  }

  // show shows a lesson, with a choice if it is not to be as it was, and at an
  // experiment if one is named. What runs ends.
  show(lesson, choice, tried) {
    const { setup, code, learn, panel, pace } = this.#parts;
    this.leave();
    this.lesson = lesson;
    setup.show(lesson, choice);
    code.show(lesson);
    learn.show(lesson, tried);
    panel.clear();
    pace.forget();
    this.prepare();
  }

  // leave ends what runs; no lesson is shown then.
  leave() {
    this.run?.stop();
    this.#ended();
    this.lesson = null;
  }

  // order returns what runs, or is set up.
  get order() {
    return this.run?.order ?? this.#parts.setup.order();
  }

  // tries says whether the run that is shown is an experiment's.
  get tries() {
    return this.#trial !== null;
  }

  #hints = (order) => hints(order, this.run?.addr ?? "");

  // prepare empties what a run fills, for what is set up or for an experiment.
  prepare(order = this.#parts.setup.order(), experiment = null) {
    const { code, pace, panel, players, setup, terminals } = this.#parts;
    this.#trial = experiment;
    terminals.show(this.lesson, order.places, hints(order, ""));
    this.draw(null);
    code.mark([]);
    const { page } = players(order);
    pace.show({ virtual: Boolean(order.network), speed: setup.choice.network.speed });
    if (order.network) page.prepare();
    panel.load(page.loading);
    panel.offer(this.lesson.roles.some((role) => order.places[role] !== "none"));
  }

  // hint says how to play the roles that are not played here.
  hint() {
    if (!this.lesson) return;
    const { order } = this;
    const all = this.#hints(order);
    for (const role of this.lesson.roles) {
      if (order.places[role] === "none") this.#parts.terminals.hint(role, ...all[role]);
    }
  }

  // label says all of that anew, in the language that is chosen now.
  label() {
    const { order } = this;
    this.#parts.terminals.relabel(this.lesson, order.places, this.#hints(order));
  }

  // start runs what is set up, or an experiment; a virtual network with a seed, if
  // there is one. It reports whether it did.
  start(experiment = null, seed = 0) {
    const { link, pace, panel, picture, players, setup, terminals } = this.#parts;
    const order = experiment?.order ?? setup.order();
    if (this.run) return false;
    if (!order.network && link.refused) {
      panel.refuse(link.refused);
      return false;
    }
    if (order.network && seed) order.network.seed = seed;
    const trace = order.network ? new Trace(0, () => pace.now()) : new Trace(performance.now());
    this.prepare(order, experiment);
    this.draw(trace);
    this.#lock(true);
    panel.start(order);
    this.run = new Run(order, players(order), trace, this.#tell);
    this.#trial?.begin(this.run, trace);
    if (order.network) pace.start();
    terminals.accept(true);
    if (!this.#trial) terminals.focus();
    show(find(this.#trial ? "run" : "terminals"));
    this.#timer = setInterval(() => {
      trace.look(this.lesson.roles.filter((role) => order.places[role] !== "none"));
      picture.update();
    }, lookEvery);
    return true;
  }

  // again runs the last run, or the last experiment, with a seed.
  again(seed) {
    if (this.#trial) this.#parts.learn.again(seed);
    else this.start(null, seed);
  }

  // type gives the client what its user typed; null ends that.
  type(text) {
    this.#parts.panel.asks(false);
    if (text === null) this.run?.eof();
    else this.run?.stdin(text);
  }

  // stop has the run end as soon as it can.
  stop() {
    this.#parts.panel.stop();
    (this.#trial ?? this.run).stop();
  }

  // empty makes room for the run of a file; nothing plays then.
  empty() {
    this.run?.stop();
    this.#ended();
    this.prepare();
  }

  // draw begins a new picture; the client is at the left.
  draw(trace, hosts = [...this.lesson.roles].reverse()) {
    const { picture, recordings } = this.#parts;
    picture.show(trace, hosts);
    recordings.show(trace && { trace, hosts, lesson: this.lesson, start: Date.now() });
  }

  // #tell is told what happens in the run.
  #tell = (kind, part, message) => {
    const { pace, panel, picture, recordings, terminals } = this.#parts;
    if (kind !== "end") this.#trial?.tell(kind, part, message);
    switch (kind) {
      case "network":
        pace.took(message.seed);
        recordings.seed(message.seed);
        break;
      case "ready":
        panel.ready(message.addr);
        this.hint();
        break;
      case "asks":
        if (!this.#trial) panel.asks(true); // an experiment types by itself
        break;
      case "stdout":
        terminals.print(message.role, message.text);
        break;
      case "event":
        pace.heard(message.event.time / 1e6);
        picture.update();
        break;
      case "end":
        if (!this.run.error) did(this.lesson);
        panel.end(this.run);
        this.#ended();
        this.#trial?.tell(kind);
    }
  };

  #ended() {
    if (!this.lesson) return;
    const { pace, picture, recordings, terminals } = this.#parts;
    clearInterval(this.#timer);
    pace.end();
    this.#trial?.leave();
    this.run?.trace.end();
    this.run = null;
    this.#lock(false);
    terminals.accept(false);
    this.hint();
    picture.update();
    recordings.over();
  }

  // #lock keeps what a run uses from being changed.
  #lock(runs) {
    this.#parts.setup.lock(runs);
    this.#parts.learn.lock(runs);
  }
}
