// How a mark looks: SVG, whose colours and fonts are classes of timeline.css.
import { packetName } from "../below.js";
import { callText, outcome, took } from "../calltext.js";
import { word } from "../words.js";
import { fit, widthOf } from "./text.js";

const high = 24; // px, of a block
const middle = high / 2;

// svg returns an SVG element with attributes and children.
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// shape returns the element of a mark. on is { columns, height, packetEnd }: where
// the lanes are, and how tall it all is by now.
export function shape(mark, on) {
  const element = shapes[mark.kind](mark, on);
  element.setAttribute("data-kind", mark.kind);
  if (mark.host) element.setAttribute("data-host", mark.host);
  return element;
}

// span returns from where to where a mark reaches, in px.
export function span(mark, on) {
  switch (mark.kind) {
    case "call": return [mark.begin.y, mark.blocked ? (mark.end?.y ?? on.height) + high : mark.begin.y + high];
    case "packet": return [mark.begin.y - 8, endOf(mark, on).y + 24];
    case "gauge":
    case "tail": return [mark.begin.y, mark.until?.y ?? on.height];
    case "message": {
      const [from, to] = messageEnds(mark);
      return [from - 8, to + 24];
    }
  }
  return [mark.begin.y, mark.begin.y + high];
}

const failed = (row) => Boolean(!row.cut && (row.result?.errno || row.result?.err));

function call(mark, { columns, height }) {
  const { row, begin, end, blocked } = mark;
  const { left, right } = columns.lanes[mark.host];
  const x = left + 4;
  const wide = right - left - 8;
  const classes = ["mark-call", failed(row) && "failed", row.cut && "cut", blocked && "blocked"].filter(Boolean).join(" ");
  const name = callText(row.enter);
  if (!blocked) {
    const result = outcome(row);
    const short = result === "ok" && widthOf(`${name} → ok`, 13) > wide - 16;
    return svg("g", { class: classes }, ...block(x, begin.y, wide, short ? name : `${name} → ${result}`, begin.crowded));
  }
  const until = end ? end.y : height - 8;
  const parts = [svg("rect", { class: "wait", x, y: begin.y + high, width: wide, height: Math.max(0, until - begin.y - high) })];
  parts.push(...block(x, begin.y, wide, name, begin.crowded));
  if (end) parts.push(...block(x, end.y, wide, `→ ${outcome(row)}`, end.crowded, row.took >= 150 && !row.cut ? took(row.took) : ""));
  else parts.push(svg("text", { class: "note", x: x + 8, y: Math.min(until - 6, begin.y + high + 16) }, word(row.ended ? "never" : "waitingNow")));
  return svg("g", { class: classes }, ...parts);
}

// block is a rectangle with a text, and another at its right end.
function block(x, y, wide, text, crowded, aside = "") {
  if (crowded) return [svg("rect", { class: "block", x, y, width: wide, height: 3 })];
  if (aside && wide < 120) aside = ""; // the text needs the room
  const room = wide - 16 - (aside ? widthOf(aside, 12) + 8 : 0);
  const parts = [
    svg("rect", { class: "block", x, y, width: wide, height: high, rx: 4 }),
    svg("text", { class: "code", x: x + 8, y: y + 16.5 }, fit(text, room)),
  ];
  if (aside) parts.push(svg("text", { class: "aside", x: x + wide - 8, y: y + 16.5, "text-anchor": "end" }, aside));
  return parts;
}

// wire returns where the wire between two hosts begins and ends.
function wire(from, to, { lanes }) {
  const rightwards = lanes[from].index < lanes[to].index;
  return rightwards ? [lanes[from].right, lanes[to].left] : [lanes[from].left, lanes[to].right];
}

// endOf returns where a packet's line ends: at its receiver, or on the way.
function endOf(mark, { columns, usual }) {
  const [x1, x2] = wire(mark.host, mark.to, columns);
  const y1 = mark.begin.y + middle;
  if (mark.arrives) return { x: x2, y: mark.arrives.y + middle };
  const part = mark.fate === "dropped" ? 0.6 : 0.3;
  return { x: x1 + (x2 - x1) * part, y: y1 + usual * part };
}

function packet(mark, on) {
  const [x1] = wire(mark.host, mark.to, on.columns);
  const y1 = mark.begin.y + middle;
  const end = endOf(mark, on);
  const { packet } = mark.row.event;
  const bare = packet.segment ? packet.class === "ack" : packet.size <= 28;
  const classes = ["mark-packet", mark.fate, bare && "bare", mark.corrupted && "corrupted", mark.copy > 0 && "copy"].filter(Boolean).join(" ");
  const line = { x1, y1, x2: end.x, y2: end.y };
  const parts = [svg("line", { class: "hit", ...line }), ...(mark.again ? twice(line) : [svg("line", { class: "line", ...line })])];
  if (mark.fate === "delivered") parts.push(head(line, bare));
  if (mark.fate === "dropped") parts.push(cross(end));
  parts.push(label(mark, line, on.columns));
  return svg("g", { class: classes }, ...parts);
}

// twice is the double line of a segment that was sent again.
function twice({ x1, y1, x2, y2 }) {
  return [-1.75, 1.75].map((d) => svg("line", { class: "line", x1, y1: y1 + d, x2, y2: y2 + d }));
}

function head({ x1, y1, x2, y2 }, hollow) {
  const turn = Math.atan2(y2 - y1, x2 - x1) * 180 / Math.PI;
  return svg("path", { class: hollow ? "head hollow" : "head", d: "M0 0L-9 -4L-9 4Z", transform: `translate(${x2} ${y2}) rotate(${turn})` });
}

const cross = ({ x, y }) => svg("path", { class: "cross", d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` });

// label says what a packet is, above its line, and below it why it was lost.
function label(mark, { x1, y1, x2, y2 }, columns) {
  const { packet } = mark.row.event;
  const what = packet.segment ? packet.class : packetName(packet);
  const marks = [mark.again && `↻${mark.again + 1}`, mark.copy > 0 && "×2", mark.corrupted && "≠"].filter(Boolean).join(" ");
  const lost = mark.fate === "dropped";
  const [a, b] = wire(mark.host, mark.to, columns);
  const x = lost ? (x1 + x2) / 2 : (a + b) / 2;
  const y = (y1 + y2) / 2;
  const group = svg("g", {}, svg("text", { class: "label", x, y: y - 5, "text-anchor": "middle" }, fit([what, marks].filter(Boolean).join(" "), Math.abs(b - a) - 24, 12)));
  if (lost && columns.wide) {
    const beside = x2 > x1 ? { x: x2 + 10, "text-anchor": "start" } : { x: x2 - 10, "text-anchor": "end" };
    group.append(svg("text", { class: "reason", ...beside, y: y2 + 4 }, fit(mark.end.event.packet.reason ?? "", Math.abs(b - x2) - 14, 12)));
  }
  return group;
}

// messageEnds returns the heights of the blocks that a message goes between.
function messageEnds({ row, end }) {
  return [row.mark.begin.y + middle, (end.mark.blocked ? end.mark.end ?? end.mark.begin : end.mark.begin).y + middle];
}

function message(mark, { columns }) {
  const [x1, x2] = wire(mark.host, mark.to, columns);
  const [y1, y2] = messageEnds(mark);
  const line = { x1, y1, x2, y2: Math.max(y1, y2) };
  const bytes = mark.row.enter.len;
  return svg("g", { class: "mark-message" }, svg("line", { class: "hit", ...line }), svg("line", { class: "line", ...line }), head(line, true),
    svg("text", { class: "label", x: (x1 + x2) / 2, y: (y1 + line.y2) / 2 - 5, "text-anchor": "middle" },
      fit(bytes ? word("inferredBytes", { count: bytes }) : word("inferred"), Math.abs(x2 - x1) - 24, 12)));
}

function state(mark, { columns }) {
  const { left, right } = columns.lanes[mark.host];
  const { tcp, peer } = mark.row.event;
  const text = fit(peer || tcp.state === "LISTEN" ? tcp.state : word("listener", { state: tcp.state }), right - left - (right - left < 120 ? 20 : 40), 11);
  const wide = widthOf(text, 11) + 12;
  const x = columns.lanes[mark.host].side === "left" ? left + 4 : right - 4 - wide;
  return svg("g", { class: "mark-state" },
    svg("rect", { class: "pill", x, y: mark.begin.y + 3, width: wide, height: 17, rx: 8.5 }),
    svg("text", { class: "state", x: x + 6, y: mark.begin.y + 15.5 }, text));
}

function note(mark, { columns }) {
  const text = mark.row.kind === "standstill" ? word("standstillShort") : "";
  return svg("g", { class: "mark-note" },
    svg("rect", { class: "band", x: columns.time, y: mark.begin.y, width: columns.width - columns.time, height: high }),
    svg("text", { class: "note", x: columns.time + 12, y: mark.begin.y + 16.5 }, fit(text, columns.width - columns.time - 24)));
}

// gauge is how full a receive buffer is, beside the wire, as long as it is so.
function gauge({ begin, until, share, host, count }, { columns, height }) {
  const { left, right, side } = columns.lanes[host];
  const wide = Math.max(3, share * (right - left) * 0.3);
  const x = side === "left" ? right - wide : left;
  const rect = svg("rect", { class: "gauge", x, y: begin.y, width: wide, height: Math.max(4, (until?.y ?? height - 8) - begin.y) });
  rect.append(svg("title", {}, word("queued", { count })));
  return svg("g", { class: "mark-gauge" }, rect);
}

// tail is TIME-WAIT, on the lane's rail, as long as it is known to last.
function tail({ begin, until, host }, { columns, height }) {
  const { left, right, side } = columns.lanes[host];
  const rect = svg("rect", { class: "wait", x: side === "left" ? left : right - 8, y: begin.y + 20, width: 8, height: Math.max(0, (until?.y ?? height - 8) - begin.y - 20) });
  rect.append(svg("title", {}, "TIME-WAIT"));
  return svg("g", { class: "mark-tail" }, rect);
}

const shapes = { call, packet, message, state, note, gauge, tail };
