// What was predicted and what happened, beside the event that decided: over everything
// else, and where no packet says what it is.
import { svg } from "./shapes.js";
import { widthOf } from "./text.js";

const line = 17; // px, from one to the next
const side = 8; // px, between the text and its box
const beside = 12; // px, between the box and the lane
const step = 8; // px, by which a box looks for room
const farthest = 12; // steps
const label = { above: 20, below: 2 }; // px that a packet's label takes over the middle of its line

// signs returns the signs of marks, which are all that are near them.
export function signs(marks, on) {
  const taken = []; // [from, to] of heights
  const signed = [];
  for (const mark of marks) {
    const y = middle(mark, on);
    if (y !== null) taken.push([y - label.above, y + label.below]);
    if (mark.fate === "dropped") taken.push(cross(mark, on));
    const row = !["message", "gauge", "tail"].includes(mark.kind) && mark.host && [mark.row, ...(mark.rows ?? [])].find((one) => one.sign);
    if (row) signed.push({ mark, ...row.sign });
  }
  signed.sort((a, b) => a.text.length - b.text.length); // those that only point stay where they do
  return signed.map(({ mark, text, late }) => {
    const { y } = late && mark.blocked && mark.end ? mark.end : mark.begin;
    return sign(text.split("\n"), y, mark.host, on, taken);
  });
}

// middle returns where the label of a packet or a message is; null: a mark has none.
function middle(mark, { usual }) {
  if (mark.kind === "packet") return mark.arrives ? (mark.begin.y + mark.arrives.y) / 2 + 12 : mark.begin.y + 12 + usual * 0.3;
  if (mark.kind !== "message") return null;
  return (mark.row.mark.begin.y + (mark.end.mark.end ?? mark.end.mark.begin).y) / 2 + 12;
}

// cross returns what the end of a packet that is lost takes, with why.
function cross({ begin }, { usual }) {
  const y = begin.y + 12 + usual * 0.6;
  return [y - 8, y + 8];
}

function sign(texts, y, host, { columns, height }, taken) {
  const { left, right, side: outer } = columns.lanes[host];
  const wire = (right - left) * 1.2;
  const lines = texts.flatMap((text) => broken(text, wire - 2 * (beside + side)));
  const wide = Math.max(...lines.map((text) => widthOf(text, 12))) + 2 * side;
  const high = lines.length * line + 6;
  const x = outer === "left" ? right + beside : left - beside - wide;
  const top = texts.length > 1 || lines[0].length > 1 ? free(y, high, height, taken) : y + 1;
  taken.push([top, top + high]);
  const edge = outer === "left" ? [right, x] : [left, x + wide];
  return svg("g", { class: "sign" },
    svg("line", { x1: edge[0], x2: edge[1], y1: y + 12, y2: Math.min(Math.max(y + 12, top + 8), top + high - 8) }),
    svg("rect", { x, y: top, width: wide, height: high, rx: 4 }),
    ...lines.map((text, i) => svg("text", { x: x + side, y: top + 15 + i * line }, text)));
}

// free returns the top nearest to y at which a box lies on nothing that is taken and
// within the height; y itself if there is none near.
function free(y, high, height, taken) {
  const fits = (top) => top >= 0 && top + high < height && taken.every(([from, to]) => top > to || top + high < from);
  for (let i = 0; i <= farthest; i++) {
    for (const top of [y + i * step, y - i * step]) if (fits(top)) return top;
  }
  return Math.min(y, height - high);
}

// broken returns a text in lines of at most a width: between words, or anywhere in one
// that is too long and in Chinese.
function broken(text, room) {
  const lines = [""];
  for (const part of text.match(/[!-~]+ ?|./gu) ?? []) {
    if (widthOf(lines.at(-1) + part.trimEnd(), 12) <= room) lines[lines.length - 1] += part;
    else if (lines.at(-1)) lines.push(part.trimStart());
    else lines[0] = part;
  }
  return lines;
}
