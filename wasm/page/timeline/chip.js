// The button that brings a reader who has scrolled away back to the end.
import { word } from "../words.js";

// offer shows it unless the reader is there. A run that is over has an end, one that
// goes on its newest event.
export function offer(chip, there, trace) {
  chip.hidden = there;
  const name = trace?.live ? "live" : "toEnd";
  if (chip.dataset.word !== name) chip.textContent = word(name);
  chip.dataset.word = name; // with which the page changes its language
}
