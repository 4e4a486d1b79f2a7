// What lies below and above the marks of a timeline: lanes, times, gaps; the cursor
// and a flag.
import { took } from "../calltext.js";
import { zigzag } from "./layout.js";
import { svg } from "./shapes.js";
import { signs } from "./signs.js";
import { widthOf } from "./text.js";

// frame draws lanes, times and gaps, from top to bottom.
export function frame({ columns: { lanes, time, width, wide }, height, gaps, times }, top, bottom) {
  const group = svg("g", { class: "frame" });
  for (const [host, { left, right }] of Object.entries(lanes)) {
    group.append(svg("rect", { class: "lane", "data-host": host, x: left, y: 0, width: right - left, height }));
  }
  for (let i = first(times, top); i < times.length && times[i].y <= bottom; i++) {
    group.append(svg("text", { class: "time", x: time - 8, y: times[i].y + 16.5, "text-anchor": "end" }, (times[i].time / 1000).toFixed(wide || times[i].time < 10_000 ? 3 : 2)));
  }
  for (const { from, to, time: long } of gaps) {
    if (to < top || from > bottom) continue;
    const y = (from + to) / 2;
    group.append(svg("path", { class: "gap", d: zigzag(time, width, y) }),
      svg("text", { class: "note", x: time - 8, y: y + 4, "text-anchor": "end" }, `⋯ ${took(long)}`));
  }
  return group;
}

// first returns which of points in the order of y is the first from a height on.
function first(points, top) {
  let [from, to] = [0, points.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (points[middle].y < top) from = middle + 1;
    else to = middle;
  }
  return from;
}

// overlay draws the signs of marks, the cursor, below which nothing has happened yet,
// and a flag: a line across with a text.
export function overlay(on, marks, cursor, flag) {
  const { columns: { lanes, width }, height } = on;
  const group = svg("g", { class: "over" }, ...signs(marks, on));
  if (cursor !== null) {
    group.append(svg("rect", { class: "later", x: 0, y: cursor, width, height: Math.max(0, height - cursor) }),
      svg("line", { class: "cursor", x1: 0, x2: width, y1: cursor, y2: cursor }));
  }
  if (flag) {
    const wide = widthOf(flag.text, 12) + 16;
    const [first, second] = Object.values(lanes);
    const x = second ? (first.right + second.left - wide) / 2 : first.right - wide; // on the wire
    group.append(svg("line", { class: "flag", x1: 0, x2: width, y1: flag.y, y2: flag.y }),
      svg("rect", { class: "flag", x, y: flag.y - 10, width: wide, height: 20, rx: 4 }),
      svg("text", { class: "flag", x: x + 8, y: flag.y + 4 }, flag.text));
  }
  return group;
}

// patterns are the hatches: of a call that waits. The page has them once, in index.html;
// a picture for elsewhere takes its own.
export function patterns() {
  return svg("defs", {}, svg("pattern", { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "hatch", width: 3, height: 8 })));
}
