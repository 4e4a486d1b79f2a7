// The page's own words: elements that name theirs with data-word or data-label.
import { find } from "./element.js";
import { current, word } from "./words.js";

// translate says them in the language of now.
export function translate() {
  document.documentElement.lang = current();
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = word(part.dataset.word);
  for (const part of document.querySelectorAll("[data-label]")) part.setAttribute("aria-label", word(part.dataset.label));
  find("language").textContent = word("language");
  find("language").lang = current() === "en" ? "zh" : "en";
}
