// The left column's text and what can be tried in it: it plays experiments and
// claims, has their runs judged, and keeps what came of them.
import { find } from "./element.js";
import { claim, experiment, predicted } from "./experiments.js";
import { Knobs } from "./knobs.js";
import { Nickname } from "./nickname.js";
import { Prose } from "./prose.js";
import { fileOf, Records, save } from "./records.js";
import { Repeat } from "./repeat.js";
import { joined, Trial } from "./trial.js";
import { below, held, plain, recorded, signs } from "./verdict.js";
import { word } from "./words.js";

export class Learn {
  #act;
  #element;
  #setup;
  #nickname = new Nickname();
  #records = new Records();
  #prose;
  #knobs;
  #lesson = null;
  #linked = null; // the experiment that a link names: { name, seed }
  #questions = new Map(); // of the lesson, by name: { one, state, card }
  #played = null; // the question that was played last
  #repeat = null;
  #judging = new Map(); // by number
  #judged = 0;

  // act is what of the page a run needs: { start(trial, seed), players(order),
  // judge(message), speak(text) }, and its parts link, pace, picture and terminals.
  constructor(element, setup, code, act) {
    this.#act = act;
    this.#element = element;
    this.#setup = setup;
    this.#knobs = new Knobs(element, setup);
    this.#prose = new Prose(element, code, this.#knobs, (one) => this.#fill(one));
    find("csv").addEventListener("click", () => save(fileOf(this.#nickname.text), this.#records.csv(this.#nickname.text)));
  }

  // show shows a lesson; tried is the experiment that a link names, { name, seed }, or
  // null: it is shown, and is run with that seed.
  show(lesson, tried) {
    this.#repeat?.stop();
    this.#repeat = this.#played = null;
    this.#below();
    this.#lesson = lesson;
    this.#linked = tried;
    this.#nickname.rest();
    this.#questions.clear();
    const { experiments = [], claims = [] } = lesson.experiments ?? {};
    for (const one of [...experiments, ...claims]) {
      const name = one.name ?? one.seed;
      const last = this.#records.last(lesson.name, name);
      this.#questions.set(name, { name, one, state: { prediction: last?.chosen, seed: tried?.name === name ? tried.seed : 0 }, card: null });
    }
    this.#knobs.show(lesson);
    this.#prose.show(lesson).then(() => this.#questions.get(this.#linked?.name)?.card?.element.scrollIntoView({ block: "center" }));
    this.#unknown();
    for (const id of ["settings", "whole"]) find(id).open = !lesson.experiments; // else the text comes first
  }

  async render() {
    this.#unknown();
    await this.#prose.render();
    this.#below();
  }

  // played is the name of the question that was played last, or "".
  get played() { return this.#played?.name ?? ""; }

  // unknown says that a link names an experiment that there is not.
  #unknown() {
    const name = this.#linked?.name;
    find("unknown").hidden = !this.#linked || this.#questions.has(name);
    find("unknown").textContent = find("unknown").hidden ? "" : word("noExperiment", { name });
  }

  // below shows the last verdict by the timeline.
  #below() {
    const { one, state, card } = this.#played ?? {};
    below(find("verdict"), one, state?.result, card?.element, (place) => this.#choose(this.#played, place));
  }

  // excerpts shows code in the language that the reader chose; changed, knobs that
  // were turned.
  excerpts() { this.#prose.excerpts(); }
  changed() { this.#knobs.update(); }

  // lock says whether a run is under way.
  lock(runs) {
    if (runs) find("verdict").hidden = true; // it is about another run
    this.#knobs.lock(runs);
    for (const { state, card } of this.#questions.values()) {
      state.locked = runs;
      if (!runs) state.busy = false;
      card?.update();
    }
  }

  #fill(element) {
    const question = this.#questions.get(element.dataset.try ?? element.dataset.claim);
    if (!question) return;
    const make = element.dataset.try ? experiment : claim;
    question.card = make(question.one, question.state, {
      predict: (option) => this.#predict(question, option),
      run: () => this.#play(question, question.state.seed),
      repeat: (times) => this.#times(question, times),
      stop: () => this.#repeat?.stop(),
      choose: (place) => this.#choose(question, place),
    });
    element.replaceChildren(question.card.element);
    if (element === this.#element.querySelector("[data-try]")) this.#nickname.offer(question.card.element);
  }

  #predict(question, option) {
    question.state.prediction = option;
    this.#records.add({ lesson: this.#lesson.name, experiment: question.name, chosen: option });
  }

  // again plays the last question once more, with a seed.
  again(seed) { this.#play(this.#played, seed); }

  #play(question, seed) {
    const { run } = question.one;
    this.#played = question;
    this.#setup.tune(run.knobs ?? {});
    this.changed();
    // A link's seed is a virtual network's.
    const trial = new Trial(run, this.#order(run, Boolean(question.state.seed) && !this.#setup.choice.network.virtual), {
      type: (line) => this.#act.terminals.type(line),
      speed: () => this.#act.pace.speed,
      done: (result) => this.#done(question, result),
    });
    question.state.result = question.state.tally = null;
    this.#below();
    if (!this.#act.start(trial, seed)) return;
    question.state.busy = true;
    question.card?.update();
  }

  // order returns what is to run: on the experiment's network, or on what is set
  // up if both sides can play there, or on one of perfect links.
  #order({ network, needs }, virtual = false) {
    const order = this.#setup.order();
    const speed = Number(this.#setup.choice.network.speed);
    const absent = !this.#act.link.connected || Object.values(order.places).includes("none");
    if (!network && needs !== "virtual" && !virtual && !absent) return order;
    if (!network && order.network && !virtual) return order;
    const places = Object.fromEntries(order.lesson.roles.map((role) => [role, "page"]));
    return { ...order, places, addr: "", network: { scenario: "perfect", both: "", seed: 0, ...network, speed } };
  }

  async #done(question, result) {
    const { events, place } = joined(result.heard, result.trace.offsets());
    const judged = await this.#judge(question, events, result.failed);
    const { prediction } = question.state;
    const places = (judged.verdict?.seqs ?? []).map(place);
    question.state.result = { ...judged, prediction, places, seed: result.seed, trace: result.trace };
    this.#keep(question);
    question.card?.update();
    this.#below();
    find("verdict").scrollIntoView({ block: "nearest" }); // nothing where it is not shown
    this.#sign(question);
    this.#act.speak(this.#aloud(question));
    for (const other of this.#questions.values()) {
      if (other.one.seed && other.one.answer && other !== question && same(other.one.run, question.one.run)) await this.#also(other, events, result);
    }
  }

  // also judges a claim about a run as this one was.
  async #also(other, events, { failed, seed, trace }) {
    const judged = await this.#judge(other, events, failed);
    if (!judged.verdict?.decided) return;
    other.state.result = { ...judged, places: [], seed, trace };
    other.card?.update();
  }

  #judge({ name }, events, failed) {
    const run = ++this.#judged;
    return new Promise((resolve) => {
      this.#judging.set(run, resolve);
      this.#act.judge({ kind: "judge", run, lesson: this.#lesson.name, experiment: name, events, failed });
    });
  }

  // judged takes a verdict.
  judged({ run, verdict, error }) {
    if (verdict) verdict.seqs ??= [];
    this.#judging.get(run)?.({ verdict, error });
    this.#judging.delete(run);
  }

  #keep({ name, one, state: { prediction, result } }) {
    const verdict = result.verdict?.decided ? recorded(one, result.verdict) : word("tallyUndecided");
    const text = one.name ? predicted(one, prediction) : "";
    this.#records.add({
      lesson: this.#lesson.name, experiment: name, prediction: text, chosen: prediction,
      verdict, held: held(result), seed: result.seed, time: new Date().toISOString(),
    });
  }

  #aloud({ one, state: { result } }) {
    if (!result.verdict?.decided) return word("undecided");
    return plain(one, { ...result, places: result.places.slice(0, 1) });
  }

  // sign shows on the timeline what decided.
  #sign({ one, state: { result } }) {
    for (const [i, { run, seq }] of result.places.entries()) {
      const row = result.trace.find(run, seq);
      if (row && !row.sign) result.trace.sign(row, seq, i === 0 ? signs(one, result) : "◆");
    }
    this.#act.picture.update();
  }

  #choose({ state: { result } }, { run, seq }) {
    this.#act.picture.choose(result.trace, result.trace.find(run, seq));
  }

  // times plays a question on so many seeds, and counts the answers.
  #times(question, times) {
    this.#repeat?.stop();
    this.#setup.tune(question.one.run.knobs ?? {});
    this.changed();
    this.#repeat = new Repeat(question.one.run, this.#order(question.one.run, true), times, {
      players: this.#act.players,
      judge: (events, failed) => this.#judge(question, events, failed),
      counted: (tally) => {
        question.state.tally = tally;
        question.card?.update();
      },
    });
    this.#repeat.play();
  }

  // receive takes a message of a player, for the runs that are counted.
  receive(message) { this.#repeat?.receive(message); }
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
