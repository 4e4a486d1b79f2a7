// A labelled input with a line that explains it.
import { make } from "./element.js";

// What keeps a browser from correcting what is typed into an input.
export const exact = { type: "text", spellcheck: false, autocomplete: "off", autocapitalize: "off" };

// field returns such an element; the line is its last child.
export function field(name, input, help) {
  const note = make("p", { id: `${input.id}-help`, className: "note" }, help);
  input.setAttribute("aria-describedby", note.id);
  return make("div", { className: "field" }, make("label", { htmlFor: input.id }, name), input, note);
}
