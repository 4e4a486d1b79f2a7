// The page: its parts, and what happens between them.
import { Alone } from "./alone.js";
import { speaker } from "./aloud.js";
import { Code } from "./code.js";
import { load } from "./course.js";
import { find } from "./element.js";
import { servers, socketURL, sockets } from "./endpoint.js";
import { Front } from "./front/front.js";
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
import { Setup } from "./setup.js";
import { Stage } from "./stage.js";
import { Terminals } from "./terminals.js";
import { change } from "./words.js";

const speak = speaker(find("aloud"));
const link = new Link(find("link"), find("connect"), {
  connect: () => programs.connect(socketURL("bridge")),
  close: () => programs.connect(null),
  speak,
});
const lessons = new Lessons(find("lessons"), (one) => router.open(one));
const setup = new Setup(find("setup"), find("set"), () => {
  if (!stage.run) stage.prepare();
  learn.changed();
});
const pace = new Pace({
  pace: (speed) => stage.run?.pace(speed),
  step: () => stage.run?.step(),
  speed: (speed) => setup.pace(speed),
  again: (seed) => stage.again(seed),
});
const panel = new Panel(speak);
const alone = new Alone();
const terminals = new Terminals(find("terminals"), {
  stdin: (text) => stage.type(text),
  eof: () => stage.type(null),
});
const code = new Code(find("code"), document.body, () => learn.excerpts());
const picture = new Picture((trace) => {
  recordings.drawn(trace);
  router.look(trace, picture);
});
const learn = new Learn(find("text"), setup, code, {
  start: (experiment, seed) => stage.start(experiment, seed),
  players,
  judge: (message) => programs.ask(message),
  link,
  pace,
  picture,
  speak,
  terminals,
});
const recordings = new Recordings({
  timeline: picture.timeline,
  bytes: picture.bytes,
  charts: picture.charts,
  terminals,
  code,
  panel,
  speak,
  empty: () => {
    if (!stage.lesson) router.open(lessons.all[0]);
    stage.empty();
  },
  alone: () => alone.set(true),
  draw: (trace, hosts) => stage.draw(trace, hosts),
  send: (message) => programs.ask(message),
});
const stage = new Stage({ code, learn, link, pace, panel, picture, players, recordings, setup, terminals });

const programs = new Programs(receive, () => {
  if (stage.lesson) panel.load(players(stage.order).page.loading);
  else front.load();
});
const native = new Native(heard);

const front = new Front((one) => ({ page: programs.of(one, true), native }), (one, chosen) => router.open(one, chosen));
const router = new Router(lessons, {
  choose,
  front: leave,
  speak,
  shared: () => ({
    lesson: stage.lesson,
    choice: setup.choice,
    experiment: stage.tries ? learn.played : "",
    seed: pace.seed || (!stage.tries && setup.choice.network.seed),
    row: picture.chosen?.row,
  }),
});

// players returns who plays what is to run.
function players(order) {
  return { page: programs.of(order.lesson, Boolean(order.network)), native };
}

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
  stage.run?.receive(message);
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
  stage.hint();
}

// leave shows the front page.
function leave() {
  stage.leave();
  front.show(lessons.all);
}

// choose shows a lesson, with a choice if it is not to be as it was, and at the
// experiment of a link.
function choose(one, choice, tried) {
  front.hide();
  lessons.mark(one);
  stage.show(one, choice, tried);
}

function say() {
  translate();
  link.render();
  panel.render();
  pace.render();
  alone.render();
  front.words();
  picture.words();
  recordings.render();
  if (!stage.lesson) return;
  lessons.mark(stage.lesson);
  setup.render();
  code.render();
  learn.render();
  if (!recordings.relabel()) stage.label();
}

find("go").addEventListener("click", () => {
  if (stage.run) stage.stop();
  else stage.start();
});
// The timeline asks for a run with a seed of its own, whatever is set up.
addEventListener("newseed", () => stage.again(1 + Math.floor(Math.random() * 1e6)));
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
