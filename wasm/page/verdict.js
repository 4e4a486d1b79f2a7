// What a run says about an experiment, in the language of now.
import { make } from "./element.js";
import { said, word } from "./words.js";

const shown = 3; // events, of which the last may be the last of all

// quoted returns an option's text as part of a sentence.
const quoted = (text) => word(/^[\d.,%]+$/.test(text) ? "number" : "quoted", { text });

// What the numbers of readings are in.
const units = { time: " ms", ratio: " %" };

const bare = (text) => text;

// answerOf returns a verdict's answer in words: the option that it falls under, as
// quote has it, with what was measured if that is a range.
export function answerOf({ options = [], answer: reading }, { answer, option }, measured = true, quote = quoted) {
  const one = options[option];
  const found = answer ? answer + (units[reading.read] ?? "") : word("nothingSaid");
  if (!one) return word("number", { text: found });
  const text = quote(said(one.text));
  return one.is === undefined && measured ? word("measured", { option: text, answer: found }) : text;
}

// recorded returns such an answer as a record has it.
export const recorded = (question, verdict) => answerOf(question, verdict, true, bare).trim();

// held returns whether a prediction did, as a record has it: yes, no, or "" if nothing
// was predicted or decided.
export function held({ verdict, prediction }) {
  if (!verdict?.decided || prediction === undefined || prediction === "unsure") return "";
  return prediction === String(verdict.option) ? "yes" : "no";
}

// optionOf returns a prediction in words: an option's number, or "unsure".
export const optionOf = ({ options }, prediction) => (prediction === "unsure" ? word("notSure") : said(options[prediction].text));

// sentence returns what was predicted and what happened, as texts and as buttons
// for the events that decided; choose(place) is called with the one that is pressed.
export function sentence(question, { verdict, prediction, places }, choose) {
  const option = question.options?.[prediction];
  const begin = prediction === "unsure" ? word("unsure") : option ? word("said", { option: quoted(said(option.text)) }) : "";
  const rest = word("thisRun", { answer: answerOf(question, verdict), events: "\0" }).split("\0");
  return [begin + rest[0], ...events(places, choose), rest[1] ?? ""];
}

// events names the events that decided.
function events(places, choose) {
  if (places.length === 0) return [];
  const some = places.length <= shown ? places : [places[0], places[1], null, places.at(-1)];
  const [before, after] = word(some.length > 1 ? "atEvents" : "atEvent", { events: "\0" }).split("\0");
  return [before, ...some.flatMap((place, i) => [i > 0 ? word("comma") : "", place ? event(place, choose) : "…"]), after];
}

function event(place, choose) {
  const button = make("button", { type: "button", className: "event", "data-event": String(place.seq), "aria-label": `${word("fact_event")} ${place.seq}` }, String(place.seq));
  button.addEventListener("click", () => choose(place));
  return button;
}

// below shows in an element by the timeline what a question's card says, and the
// way back there; without a result it is hidden.
export function below(element, question, result, card, choose) {
  element.hidden = !result;
  if (!result) return;
  const back = make("button", { type: "button", className: "quiet" }, word("back"));
  back.addEventListener("click", () => card.scrollIntoView({ block: "center" }));
  element.replaceChildren(...(result.verdict?.decided ? sentence(question, result, choose) : [word("undecided")]), " ", back);
}

// plain returns what sentence does as one text, to be read aloud.
export const plain = (question, result) => sentence(question, result, () => {}).map((part) => part.textContent ?? part).join("");

// signs returns what stands on the timeline beside the first event that decided, in
// lines.
export function signs(question, { verdict, prediction }) {
  const happened = `◆ ${question.options?.[verdict.option] ? said(question.options[verdict.option].text) : verdict.answer || word("nothingSaid")}`;
  return question.options?.[prediction] ? `◇ ${said(question.options[prediction].text)}\n${happened}` : happened;
}
