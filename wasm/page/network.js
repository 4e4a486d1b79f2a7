// Which network a run is on: real sockets, or a virtual network in this page,
// with what it does to packets.
import { make } from "./element.js";
import { exact, field } from "./field.js";
import { said, word } from "./words.js";

// Lessons about what a network does to packets begin on a virtual one.
const lossy = { loss: "20", delay: "50" };
const begun = { handshake: { delay: "50" }, lossy, stopandwait: lossy, gobackn: lossy, selectiverepeat: lossy };

const texts = ["scenario", "loss", "delay", "drop", "seed", "speed"];
const longest = 15; // digits of a seed: more would not be exact as a number of JavaScript

// usual returns a lesson's network to begin with; all but virtual are texts.
export function usual(lesson) {
  const own = begun[lesson.name];
  return { virtual: Boolean(own), scenario: "perfect", loss: "", delay: "", drop: "", seed: "", speed: "1", ...own };
}

// fitting returns a network that was kept, or the usual one if that does not fit.
export function fitting(lesson, network) {
  return texts.every((name) => typeof network?.[name] === "string") ? network : usual(lesson);
}

// asked returns a network as a start message has it: see messages.md.
export function asked(network) {
  const both = [["loss", "%"], ["delay", "ms"], ["drop", ""]]
    .map(([name, unit]) => condition(name, network[name].trim(), unit)).filter(Boolean).join(",");
  return { scenario: network.scenario, both, seed: Number(network.seed), speed: Number(network.speed) };
}

// condition returns short text; a number alone has the field's unit.
const condition = (name, value, unit) => value && `${name}=${value}${/^[\d.]+$/.test(value) ? unit : ""}`;

// choice returns the two networks to choose from; without a server, alone, there is
// only one. chosen(virtual) is called.
export function choice(network, alone, chosen) {
  const choices = [false, true].map((virtual) => {
    const name = virtual ? "virtual" : "real";
    const input = make("input", { type: "radio", name: "network", value: name, checked: network.virtual === virtual });
    input.addEventListener("change", () => chosen(virtual));
    if (alone && !virtual) input.dataset.absent = "";
    return make("label", { className: "choice" }, input, make("span", {}, word(alone && !virtual ? "realAbsent" : name)));
  });
  return make("fieldset", { className: "network" }, make("legend", {}, word("network")), ...choices);
}

// fields returns the inputs of a virtual network; changed is called after each
// change of it. scenarios is the gallery.
export function fields(lesson, network, scenarios, changed) {
  const text = (name, help, more = {}) => {
    const input = make("input", { ...exact, id: `network-${name}`, value: network[name], ...more });
    input.addEventListener("input", () => {
      if (name === "seed") input.value = input.value.replace(/\D/g, "").slice(0, longest);
      network[name] = input.value;
      changed();
    });
    return field(word(`network_${name}`), input, help);
  };
  return [
    gallery(network, scenarios, changed),
    text("loss", word("asScenario"), { inputMode: "decimal" }),
    text("delay", word("asScenario"), { inputMode: "decimal" }),
    text("drop", word("dropHelp", { first: lesson.packets[0], classes: lesson.packets.join(", ") }), { placeholder: `${lesson.packets[0]}:1` }),
    text("seed", word("seedHelp"), { inputMode: "numeric" }),
  ];
}

function gallery(network, scenarios, changed) {
  const about = () => said(scenarios.find((one) => one.name === network.scenario)?.about ?? { en: "", zh: "" });
  const input = make("select", { id: "network-scenario" },
    ...scenarios.map(({ name }) => make("option", { value: name, selected: name === network.scenario }, name)));
  const whole = field(word("scenario"), input, about());
  input.addEventListener("input", () => {
    network.scenario = input.value;
    whole.lastChild.textContent = about();
    changed();
  });
  return whole;
}
