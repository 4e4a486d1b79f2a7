// What a run is to be: on which network, where each role plays, the server's
// address, the knobs. Each lesson keeps its own choices.
import { keep, kept, places } from "./choices.js";
import { make } from "./element.js";
import { exact, field } from "./field.js";
import * as networks from "./network.js";
import { said, word } from "./words.js";

// port returns the port of host:port.
const port = (addr) => addr.slice(addr.lastIndexOf(":") + 1);
const host = (addr) => addr.slice(0, addr.lastIndexOf(":"));

// free returns the address with a port that the system chooses.
const free = (lesson) => `${host(lesson.addr)}:0`;

// usual returns where a server of the lesson is that is not started here: the
// lab's, or where the tutorial has it.
const usual = (lesson) => lesson.served || lesson.addr;

// first returns a lesson's choices to begin with: both sides' calls are seen,
// and the lesson's own port is left to the server that may be running there.
export function first(lesson) {
  const choice = { places: {}, addr: free(lesson), knobs: {}, network: networks.usual(lesson) };
  for (const role of lesson.roles) choice.places[role] = "page";
  choice.places[lesson.roles[0]] = "native";
  return choice;
}

export class Setup {
  #form;
  #line;
  #changed;
  #choices = new Map();
  #lesson = null;
  #scenarios = [];
  #alone = false;
  #running = false;

  // line is the element that says in short what is set; changed is called after
  // each choice.
  constructor(form, line, changed) {
    this.#form = form;
    this.#line = line;
    this.#changed = changed;
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  // take takes the gallery of virtual networks, and whether there is no server: then
  // they are all there is.
  take(scenarios, alone) {
    this.#scenarios = scenarios;
    this.#alone = alone;
  }

  // show shows a lesson, with a choice if it is not to be as it was.
  show(lesson, choice) {
    this.#lesson = lesson;
    if (choice) {
      this.#choices.set(lesson.name, choice);
      keep(lesson, choice);
    } else if (!this.#choices.has(lesson.name)) this.#choices.set(lesson.name, kept(lesson) ?? first(lesson));
    if (this.#alone) this.choice.network.virtual = true;
    this.render();
  }

  // serve takes where the lab runs servers of which lessons, as [{ lesson, addr }];
  // an address that was taken from there follows.
  serve(lessons, servers) {
    for (const lesson of lessons) {
      const before = usual(lesson);
      const choice = this.#choices.get(lesson.name);
      lesson.served = servers.find((one) => one.lesson === lesson.name)?.addr ?? "";
      if (choice?.places[lesson.roles[0]] === "none" && choice.addr === before) choice.addr = usual(lesson);
    }
    if (this.#lesson) this.render();
  }

  #done() {
    keep(this.#lesson, this.choice);
    this.#line.textContent = this.#summary();
    this.#changed();
  }

  // own returns the address that an empty one means.
  get #own() {
    return this.choice.places[this.#lesson.roles[0]] === "none" ? usual(this.#lesson) : this.#lesson.addr;
  }

  get choice() {
    return this.#choices.get(this.#lesson.name);
  }

  // order returns what a Run needs, without the knobs at their default.
  order() {
    const knobs = {};
    for (const { name, default: usual } of this.#lesson.knobs) {
      const value = this.choice.knobs[name];
      if (value && value !== usual) knobs[name] = value;
    }
    const order = { lesson: this.#lesson, places: { ...this.choice.places }, addr: this.choice.addr.trim() || this.#own, knobs };
    if (!this.choice.network.virtual) return order;
    for (const role of this.#lesson.roles) order.places[role] = "page";
    return { ...order, addr: "", network: networks.asked(this.choice.network) };
  }

  // knob returns a knob's value.
  knob(name) {
    return this.choice.knobs[name] ?? this.#lesson.knobs.find((knob) => knob.name === name).default;
  }

  // turn gives a knob a value, as its field does.
  turn(name, value) {
    this.choice.knobs[name] = value.trim();
    this.#form.querySelector(`[data-knob="${name}"]`).value = value;
    this.#done();
  }

  // tune gives all knobs their values, those that are not named their default.
  tune(knobs) {
    this.choice.knobs = { ...knobs };
    keep(this.#lesson, this.choice);
    this.render();
  }

  // summary says in one line what is set.
  #summary() {
    const { network, places: at, addr } = this.choice;
    const { knobs } = this.order();
    const asked = networks.asked(network);
    return [
      ...(network.virtual ? [word("shortVirtual"), network.scenario !== "perfect" && network.scenario, asked.both]
        : [...this.#lesson.roles.map((role) => word("shortRole", { role: word(role), place: word(`short_${at[role]}`) })), addr.trim() || this.#own]),
      ...Object.entries(knobs).map(([name, value]) => `${name}=${value}`),
    ].filter(Boolean).join(" · ");
  }

  // pace chooses how fast the time of a virtual network passes, at any time.
  pace(speed) {
    this.choice.network.speed = speed;
    keep(this.#lesson, this.choice);
  }

  // lock keeps the choices from being changed while they are in use.
  lock(running) {
    this.#running = running;
    for (const part of this.#form.elements) part.disabled = running || "absent" in part.dataset;
  }

  render() {
    const lesson = this.#lesson;
    const { network } = this.choice;
    this.#form.replaceChildren(
      networks.choice(network, this.#alone, (virtual) => this.#connect(virtual)),
      ...(network.virtual
        ? networks.fields(lesson, network, this.#scenarios, () => this.#done())
        : [...lesson.roles.map((role) => this.#role(role)), this.#address()]),
      ...lesson.knobs.map((knob) => this.#knob(knob)),
    );
    this.#line.textContent = this.#summary();
    this.lock(this.#running);
  }

  #connect(virtual) {
    this.choice.network.virtual = virtual;
    this.render();
    this.#form.querySelector('[name="network"]:checked').focus();
    this.#done();
  }

  #role(role) {
    const choices = places.map((place) => {
      const input = make("input", { type: "radio", name: role, value: place, checked: this.choice.places[role] === place });
      input.addEventListener("change", () => this.#choose(role, place));
      const served = place === "none" && role === this.#lesson.roles[0] && this.#lesson.served;
      const text = served ? word("noneServed", { addr: this.#lesson.served }) : word(place);
      return make("label", { className: "choice" }, input, make("span", {}, text));
    });
    return make("fieldset", { className: "role", "data-role": role },
      make("legend", { "data-host": role }, word(role)), ...choices);
  }

  // choose moves a role. A server that is not started here has the lesson's
  // port; one that is would find it taken.
  #choose(role, place) {
    const choice = this.choice;
    const lesson = this.#lesson;
    choice.places[role] = place;
    if (role === lesson.roles[0]) {
      if (place !== "none" && choice.addr === usual(lesson)) choice.addr = free(lesson);
      else if (place === "none" && choice.addr === free(lesson)) choice.addr = usual(lesson);
    }
    this.render();
    this.#form.querySelector(`[data-role="${role}"] [value="${place}"]`).focus();
    this.#done();
  }

  #address() {
    const input = make("input", { ...exact, id: "addr", value: this.choice.addr, placeholder: this.#own });
    const whole = field(word("address"), input, this.#help());
    input.addEventListener("input", () => {
      this.choice.addr = input.value;
      whole.lastChild.textContent = this.#help();
      this.#done();
    });
    return whole;
  }

  #help() {
    const addr = this.choice.addr.trim();
    if (!addr) return word("addressEmpty", { addr: this.#own });
    return word(port(addr) === "0" ? "addressFree" : "addressHelp", { port: port(this.#lesson.addr) });
  }

  #knob(knob) {
    const value = this.choice.knobs[knob.name] ?? knob.default;
    const properties = { id: `knob-${knob.name}`, "data-knob": knob.name };
    const input = knob.values
      ? make("select", properties, ...knob.values.map((one) => make("option", { value: one, selected: one === value }, one)))
      : make("input", { ...exact, ...properties, value });
    input.addEventListener("input", () => {
      this.choice.knobs[knob.name] = input.value.trim();
      this.#done();
    });
    const help = word(knob.values ? "knobChoice" : "knobDefault", { about: said(knob.about), allowed: said(knob.allowed), value: knob.default });
    return field(knob.name, input, help);
  }
}
