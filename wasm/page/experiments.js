// The cards of experiments and claims, in the text.
import { make } from "./element.js";
import { answerOf, optionOf, sentence } from "./verdict.js";
import { said, word } from "./words.js";

const times = 20;

// A card is { element, update() }. state is { prediction, result, busy, locked, tally,
// seed }, where seed is a link's;
// act is { predict(option), run(), repeat(times), stop(), choose(place) }.

// experiment returns the card of a question.
export function experiment(question, state, act) {
  const name = `predict-${question.name}`;
  const offered = [...question.options.map((option, i) => [String(i), said(option.text)]), ["unsure", word("notSure")]];
  const radios = offered.map(([value, text]) => {
    const input = make("input", { type: "radio", name, value, checked: state.prediction === value });
    input.addEventListener("change", () => act.predict(value));
    return make("label", { className: "choice" }, input, make("span", {}, text));
  });
  const go = button(word("runIt"), () => act.run());
  const outcome = make("div", { className: "outcome" });
  const element = make("div", { className: "experiment", role: "group", "aria-label": word("experiment") },
    make("fieldset", {}, make("legend", {}, said(question.question)), ...radios), sets(question.run, state), go, outcome);
  const update = () => {
    go.disabled = Boolean(state.locked);
    outcome.replaceChildren(...told(question, state, act));
    element.dataset.state = stateOf(state);
  };
  update();
  return { element, update };
}

// claim returns the card of what a tutorial says, beside what happens.
export function claim(one, state, act) {
  const kernel = make("div", { className: "kernel" });
  const element = make("div", { className: "claim", role: "group", "aria-label": word("claim") },
    make("div", { className: "tutorial" }, make("h3", {}, word("tutorial")), make("p", {}, said(one.tutorial))), kernel);
  const update = () => {
    kernel.replaceChildren(make("h3", {}, word("kernel")), ...kernelSays(one, state, act));
    element.dataset.state = one.answer ? stateOf(state) : "decided";
  };
  update();
  return { element, update };
}

const stateOf = ({ result, busy }) => (busy ? "busy" : !result ? "new" : result.verdict?.decided ? "decided" : "undecided");

function button(text, press) {
  const one = make("button", { type: "button", className: "go" }, text);
  one.addEventListener("click", press);
  return one;
}

function kernelSays(one, state, act) {
  if (!one.answer) return [make("p", {}, said(one.kernel))];
  const { result } = state;
  const go = button(word("runIt"), () => act.run());
  go.disabled = Boolean(state.locked);
  if (state.busy || !result) return [make("p", { className: "note" }, word(state.busy ? "runs" : "runToSee")), ...(state.seed ? [sets({}, state)] : []), go];
  if (!result.verdict?.decided) return [...unknown(result), make("div", { className: "acts" }, go, more(act, state)), ...tally(one, state, act)];
  const option = one.options?.[result.verdict.option];
  return [make("p", {}, said(one.kernel).replaceAll("{answer}", option ? said(option.text) : result.verdict.answer)), ...seed(result), go];
}

// told says what came of an experiment.
function told(question, state, act) {
  const { result } = state;
  if (state.busy) return [make("p", { className: "note" }, word("runs"))];
  if (!result) return tally(question, state, act);
  if (!result.verdict?.decided) return [...unknown(result), more(act, state), ...tally(question, state, act)];
  return [
    make("p", { className: "verdict" }, ...sentence(question, result, act.choose)),
    make("p", {}, said(question.why)),
    ...seed(result),
    ...(question.run.network && !question.run.network.seed && result.seed ? [more(act, state)] : []),
    ...tally(question, state, act),
  ];
}

const unknown = (result) => [make("p", { className: "verdict" }, result.error ? word("notJudged", { error: result.error }) : word("undecided"))];

const seed = (result) => (result.seed ? [make("p", { className: "note" }, word("ofSeed", { seed: result.seed }))] : []);

function more(act, state) {
  const one = make("button", { type: "button", className: "quiet more", disabled: Boolean(state.locked) }, word("times", { times }));
  one.addEventListener("click", () => act.repeat(times));
  return one;
}

// tally says how often each answer was, of the runs so far.
function tally(question, { tally: counted }, act) {
  if (!counted) return [];
  const { counts, done, of } = counted;
  const rows = [...counts].sort((a, b) => b[1].count - a[1].count).map(([, { count, verdict }]) =>
    make("li", {}, make("b", {}, `${count} ×`), " ", verdict.decided ? answerOf(question, verdict, false) : word("tallyUndecided")));
  const parts = [make("p", { className: "note" }, word(done < of ? "counting" : "tally", { done, times: of })), make("ul", { className: "tally" }, ...rows)];
  if (done < of && !counted.stopped) {
    const stop = make("button", { type: "button", className: "quiet" }, word("endCounting"));
    stop.addEventListener("click", () => act.stop());
    parts.push(stop);
  }
  return parts;
}

// sets says in one line what a run sets up.
function sets({ knobs = {}, network, input = [] }, { seed }) {
  const what = Object.entries(knobs).map(([name, value]) => word("setsKnob", { name, value }));
  if (network?.both || network?.scenario) what.push(word("setsNetwork", { conditions: [network.scenario, network.both].filter(Boolean).join(", ") }));
  if (network?.up) what.push(word("setsUp", { conditions: network.up }));
  if (network?.down) what.push(word("setsDown", { conditions: network.down }));
  if (input.length > 0) what.push(word("setsInput", { lines: input.map((line) => `${line} ⏎`.trim()).join("  ") }));
  if (seed) what.push(word("setsSeed", { seed }));
  return make("p", { className: "note sets", "aria-label": word("sets") }, what.join(" · "));
}

// predicted returns a prediction as a record has it.
export const predicted = (question, prediction) => (prediction === undefined ? "" : optionOf(question, prediction));
