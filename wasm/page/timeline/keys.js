// The timeline's keys. They work while it has the focus, and nowhere else.

import { find } from "../element.js";
import { help } from "./help.js";

// keys has a timeline's element follow its keys: some are those of the page's buttons,
// others of the dock.
export function keys(element, timeline, dock) {
  const press = (id) => () => find(id).click();
  const at = () => timeline.marks.all.indexOf(timeline.chosen);
  const choose = (i) => {
    const { all } = timeline.marks;
    if (all.length > 0) timeline.choose(all[Math.min(all.length - 1, Math.max(0, i))]);
  };
  const known = {
    ArrowDown: () => choose(at() + 1),
    ArrowUp: () => choose(at() < 0 ? timeline.marks.all.length - 1 : at() - 1),
    ArrowLeft: () => across(timeline),
    ArrowRight: () => across(timeline),
    Home: () => choose(0),
    End: () => choose(timeline.marks.all.length - 1),
    Escape: () => timeline.choose(null),
    "+": () => timeline.zoom(1), "=": () => timeline.zoom(1), "-": () => timeline.zoom(-1), 0: () => timeline.zoom(0),
    s: () => timeline.rescale(),
    Enter: () => dock.show("bytes"), t: () => dock.show("table"),
    " ": press("pause"), ".": press("step"), r: press("go"), R: press("again"), n: () => element.dispatchEvent(new Event("newseed", { bubbles: true })), f: () => document.querySelector(`[data-tool="alone"]`).click(), "?": help,
  };
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const what = known[event.key] ?? known[event.key.toLowerCase()];
    if (!what) return;
    event.preventDefault();
    what();
  });
}

// across goes to the other end of what is chosen: from a send to the receive that
// it let return, and back.
function across(timeline) {
  const { chosen, marks } = timeline;
  if (!chosen) return;
  const other = chosen.kind === "call"
    ? chosen.row.cause?.mark ?? marks.all.find((mark) => mark.kind === "call" && mark.row.cause === chosen.row)
    : chosen.end?.mark ?? chosen.row.mark;
  if (other && other !== chosen) timeline.choose(other);
}
