// The list of the timeline's keys, as a dialog.
import { make } from "../element.js";
import { word } from "../words.js";

const keys = [
  ["↑ ↓ Home End", "keyEvents"], ["← →", "keyAcross"], ["Enter", "keyDetails"], ["T", "keyTable"], ["Esc", "keyNone"],
  ["+ − 0", "keyZoom"], ["S", "keyScale"], ["Space", "keyPause"], [".", "keyStep"], ["R", "keyRun"], ["Shift+R", "keyAgain"], ["N", "keyNew"], ["F", "keyAlone"], ["?", "keyHelp"],
];

// help shows it; what had the focus has it again when it is closed.
export function help() {
  const close = make("button", { type: "button", className: "quiet" }, word("close"));
  const dialog = make("dialog", { className: "help", "aria-label": word("keys") },
    make("h2", {}, word("keys")),
    make("dl", {}, ...keys.flatMap(([key, name]) => [make("dt", {}, ...key.split(" ").map((one) => make("kbd", {}, one))), make("dd", {}, word(name))])),
    close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
