// What was chosen for each lesson, for as long as its tab is open.
import { fitting } from "./network.js";

const key = (lesson) => `socketlab.setup.${lesson.name}`;
export const places = ["page", "native", "none"];

// keep remembers a lesson's choice: { places, addr, knobs, network }.
export function keep(lesson, choice) {
  try {
    sessionStorage.setItem(key(lesson), JSON.stringify(choice));
  } catch {
    // It is remembered until the page is left.
  }
}

// kept returns it, or nothing if there is none that fits the lesson.
export function kept(lesson) {
  try {
    const choice = JSON.parse(sessionStorage.getItem(key(lesson)));
    const knobs = lesson.knobs.map((knob) => [knob.name, choice.knobs[knob.name]]).filter(([, value]) => typeof value === "string");
    const fits = typeof choice.addr === "string" && lesson.roles.every((role) => places.includes(choice.places[role]));
    return fits ? { ...choice, knobs: Object.fromEntries(knobs), network: fitting(lesson, choice.network) } : null;
  } catch {
    return null;
  }
}
