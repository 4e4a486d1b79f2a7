// A page's address says what is open: #lesson=echo, with how it is set up and the
// seed of its network. Opening it gives the same run again.

// An experiment sets up its network and its knobs itself: then only its name and the
// seed are said, and what it leaves to the settings.

const networkTexts = ["scenario", "loss", "delay", "drop", "seed"];

// address returns the address of a lesson, with what differs from its usual choice.
// experiment is the name of the last run's, or none; seed that run's, or none; event the
// one that is looked at, or none. It is returned as what stands behind its #, as an
// object.
export function address(lesson, choice, usual, { experiment, seed, event, lang }) {
  const all = { lesson: lesson.name, lang };
  if (experiment) all.experiment = experiment;
  const { network } = choice;
  if (network.virtual !== usual.network.virtual) all.network = network.virtual ? "virtual" : "real";
  if (network.virtual) {
    for (const name of networkTexts) if (network[name] !== usual.network[name]) all[name] = network[name]; // one that was emptied, too
  } else {
    for (const role of lesson.roles) if (choice.places[role] !== usual.places[role]) all[role] = choice.places[role];
  }
  if (seed && (experiment || network.virtual)) all.seed = seed;
  for (const knob of experiment ? [] : lesson.knobs) {
    const value = choice.knobs[knob.name];
    if (value && value !== knob.default) all[`knob.${knob.name}`] = value;
  }
  if (event) all.event = event;
  return all;
}

// linked returns what an address has chosen for its lesson over the usual choice;
// null if it chooses nothing. What does not fit is left out: the setup says what is.
export function linked(lesson, usual, places) {
  const all = new URLSearchParams(location.hash.slice(1));
  const choice = { ...usual, places: { ...usual.places }, knobs: {}, network: { ...usual.network } };
  let chosen = false;
  const take = (name, set) => {
    const value = all.get(name);
    if (value === null) return;
    chosen = true;
    set(value);
  };
  take("experiment", () => {});
  take("network", (value) => { choice.network.virtual = value === "virtual"; });
  for (const name of networkTexts) take(name, (value) => { choice.network[name] = name === "seed" ? digits(value) : value; });
  for (const role of lesson.roles) take(role, (value) => { if (places.includes(value)) choice.places[role] = value; });
  for (const { name } of lesson.knobs) take(`knob.${name}`, (value) => { choice.knobs[name] = value; });
  if (all.has("experiment")) choice.network.seed = usual.network.seed; // it is the experiment's
  return chosen ? choice : null;
}

// tried returns the experiment that an address names, { name, seed }; seed is 0 if it
// has none. Without an experiment it returns null.
export function tried() {
  const all = new URLSearchParams(location.hash.slice(1));
  return all.has("experiment") ? { name: all.get("experiment"), seed: Number(digits(all.get("seed") ?? "")) } : null;
}

const digits = (text) => text.replace(/\D/g, "").slice(0, 15);
