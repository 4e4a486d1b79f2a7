// The page: its parts, and what happens between them.
import { speaker } from "./aloud.js";
import { Code } from "./code.js";
import { load } from "./course.js";
import { find } from "./element.js";
import { servers, socketURL, sockets } from "./endpoint.js";
import { did } from "./front/done.js";
import { Front } from "./front/front.js";
import { hints } from "./hints.js";
import { translate } from "./language.js";
import { Learn } from "./learn.js";
import { Lessons } from "./lessons.js";
import { Link } from "./link.js";
import { Native } from "./native.js";
import { Pace } from "./pace.js";
import { Panel } from "./panel.js";
import { Picture } from "./picture.js";
import { Programs } from "./programs.js";
import { Recordings } from "./recording/recordings.js";
import { Router } from "./router.js";
import { Run } from "./run.js";
import { Setup } from "./setup.js";
import { Terminals } from "./terminals.js";
import { Trace } from "./trace.js";
import { change } from "./words.js";

const lookEvery = 500; // ms, how often waiting calls are drawn anew

const speak = speaker(find("aloud"));
const link = new Link(find("link"), find("connect"), {
  connect: () => programs.connect(socketURL("bridge")),
  close: () => programs.connect(null),
  speak,
});
const lessons = new Lessons(find("lessons"), (one) => router.open(one));
const setup = new Setup(find("setup"), find("set"), () => {
  if (!run) prepare();
  learn.changed();
});
const pace = new Pace({
  pace: (speed) => run?.pace(speed),
  step: () => run?.step(),
  speed: (speed) => setup.pace(speed),
  again: (seed) => (trial ? learn.again(seed) : start(null, seed)),
});
const panel = new Panel(speak);
const terminals = new Terminals(find("terminals"), {
  stdin: (text) => run?.stdin(text),
  eof: () => run?.eof(),
});
const code = new Code(find("code"), document.body, () => learn.excerpts());
const picture = new Picture((trace) => {
  recordings.drawn(trace);
  router.look(trace, picture);
});
const learn = new Learn(find("text"), setup, code, { start, players: (order) => players(order), judge: (message) => programs.ask(message), link, pace, picture, speak, terminals });
const recordings = new Recordings({ timeline: picture.timeline, bytes: picture.bytes, terminals, code, panel, speak, empty, draw, send: (message) => programs.ask(message) });

const programs = new Programs(receive, () => {
  if (lesson) panel.load(players(run?.order ?? setup.order()).page.loading);
  else front.load();
});
const native = new Native(heard);

const front = new Front((one) => ({ page: programs.of(one, true), native }), (one, chosen) => router.open(one, chosen));
const router = new Router(lessons, {
  choose,
  front: leave,
  speak,
  shared: () => ({ lesson, choice: setup.choice, seed: pace.seed || setup.choice.network.seed, row: picture.chosen?.row }),
});

let lesson = null; // null: the front page is shown
let run = null; // the one that plays
let trial = null; // what the last run was, if it was an experiment's
let timer = 0;

function receive(message) {
  switch (message.kind) {
    case "state":
    case "stopped":
      link.take(message);
      if (message.state === "connected") served();
      if (message.state) front.served(message.state === "connected");
      break;
    case "verdict":
      learn.judged(message);
      break;
    case "answer":
      recordings.receive(message);
      break;
    default:
      heard(message);
  }
}

// heard takes a message of a run.
function heard(message) {
  run?.receive(message);
  learn.receive(message);
  front.receive(message);
}

// begin shows the course, and reaches for the server where there is one.
async function begin() {
  const [course, served] = await Promise.all([load(), sockets()]);
  lessons.take(course.lessons);
  setup.take(course.scenarios, !served);
  front.served(served);
  router.route();
  recordings.served();
  if (served) link.connect();
  else link.alone();
}

// served asks which of the tutorials' servers run now.
async function served() {
  setup.serve(lessons.all, await servers());
  hint();
}

// leave shows the front page. A run of a lesson ends.
function leave() {
  run?.stop();
  ended();
  lesson = null;
  front.show(lessons.all);
}

// choose shows a lesson, with a choice if it is not to be as it was. A run of another
// one ends.
function choose(one, choice) {
  run?.stop();
  ended();
  front.hide();
  lesson = one;
  lessons.mark(one);
  setup.show(one, choice);
  code.show(one);
  learn.show(one);
  panel.clear();
  pace.forget();
  prepare();
}

// players returns who plays what is to run.
const players = (order) => ({ page: programs.of(order.lesson, Boolean(order.network)), native });

// prepare empties what a run fills, for what is set up or for an experiment.
function prepare(order = setup.order(), experiment = null) {
  trial = experiment;
  terminals.show(lesson, order.places, hints(order, ""));
  draw(null);
  code.mark([]);
  const { page } = players(order);
  pace.show({ virtual: Boolean(order.network), speed: setup.choice.network.speed });
  if (order.network) page.prepare();
  panel.load(page.loading);
  panel.offer(lesson.roles.some((role) => order.places[role] !== "none"));
}

// hint says how to play the roles that are not played here.
function hint() {
  if (!lesson) return;
  const order = run?.order ?? setup.order();
  const all = hints(order, run?.addr ?? "");
  for (const role of lesson.roles) {
    if (order.places[role] === "none") terminals.hint(role, ...all[role]);
  }
}

// start runs what is set up, or an experiment; a virtual network with a seed, if
// there is one. It reports whether it did.
function start(experiment = null, seed = 0) {
  const order = experiment?.order ?? setup.order();
  if (run || !order.network && link.refused) {
    if (!run) panel.refuse(link.refused);
    return false;
  }
  if (order.network && seed) order.network.seed = seed;
  const trace = order.network ? new Trace(0, () => pace.now()) : new Trace(performance.now());
  prepare(order, experiment);
  draw(trace);
  lock(true);
  panel.start(order);
  run = new Run(order, players(order), trace, tell);
  trial?.begin(run, trace);
  if (order.network) pace.start();
  terminals.accept(true);
  if (!trial) terminals.focus();
  find(trial ? "run" : "terminals").scrollIntoView({ block: "nearest" });
  timer = setInterval(() => {
    trace.look(lesson.roles.filter((role) => order.places[role] !== "none"));
    picture.update();
  }, lookEvery);
  return true;
}

// lock keeps what a run uses from being changed.
function lock(runs) {
  setup.lock(runs);
  learn.lock(runs);
}

// tell is told what happens in the run.
function tell(kind, part, message) {
  if (kind !== "end") trial?.tell(kind, part, message);
  switch (kind) {
    case "network":
      pace.took(message.seed);
      recordings.seed(message.seed);
      break;
    case "ready":
      panel.ready(message.addr);
      hint();
      break;
    case "stdout":
      terminals.print(message.role, message.text);
      break;
    case "event":
      pace.heard(message.event.time / 1e6);
      picture.update();
      break;
    case "end":
      if (!run.error) did(lesson);
      panel.end(run);
      ended();
      trial?.tell(kind);
  }
}

function ended() {
  if (!lesson) return;
  clearInterval(timer);
  pace.end();
  trial?.leave();
  run?.trace.end();
  run = null;
  lock(false);
  terminals.accept(false);
  hint();
  picture.update();
  recordings.over();
}

// empty makes room for the run of a file; nothing plays then.
function empty() {
  if (!lesson) router.open(lessons.all[0]);
  run?.stop();
  ended();
  prepare();
}

// draw begins a new picture; the client is at the left.
function draw(trace, hosts = [...lesson.roles].reverse()) {
  picture.show(trace, hosts);
  recordings.show(trace && { trace, hosts, lesson, start: Date.now() });
}

function say() {
  translate();
  link.render();
  panel.render();
  pace.render();
  front.words();
  picture.words();
  recordings.render();
  if (!lesson) return;
  lessons.mark(lesson);
  setup.render();
  code.render();
  learn.render();
  const order = run?.order ?? setup.order();
  if (!recordings.relabel()) terminals.relabel(lesson, order.places, hints(order, run?.addr ?? ""));
}

find("go").addEventListener("click", () => {
  if (!run) return void start();
  panel.stop();
  (trial ?? run).stop();
});
find("language").addEventListener("click", () => {
  change();
  say();
});
// The page's sockets end with it; one that is kept for going back has none.
addEventListener("pagehide", () => {
  programs.end();
  native.end();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("online", () => link.connect());
say();
begin().catch((error) => link.take({ kind: "stopped", error: error.message }));
