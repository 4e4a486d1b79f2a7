// The reader's nickname, for the table of predictions. It is asked for where the first
// prediction of a lesson is made; a lesson without experiments has it at its end.
import { find } from "./element.js";

const key = "socketlab.nickname";

export class Nickname {
  #input = find("nickname");
  #field = this.#input.closest("label"); // kept: a text that is shown anew is without it

  constructor() {
    try {
      this.#input.value = sessionStorage.getItem(key) ?? "";
      this.#input.addEventListener("input", () => sessionStorage.setItem(key, this.text));
    } catch {
      // It is remembered until the page is left.
    }
  }

  get text() {
    return this.#input.value.trim();
  }

  // offer puts it below the options of an experiment's card.
  offer(card) {
    card.querySelector("fieldset").after(this.#field);
  }

  // rest puts it where the table is saved.
  rest() {
    find("csv").before(this.#field);
  }
}
