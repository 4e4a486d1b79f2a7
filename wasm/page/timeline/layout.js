// Where things are on a timeline: one map from time to y for all lanes. It never
// goes back, and nothing lies on anything else.

import { everywhere } from "./marks.js";

const most = 96; // px, how far apart two neighbours in time are, at most
const usual = 64; // px, what the usual delay of a message is drawn as
const between = 36; // px, between two times at the edge
const zigzagFrom = 3; // times the most: a gap that much longer is marked

// layout gives points their y. Options: delay is the usual one of a message, in
// ms; scale: "elastic", where long gaps are shortened, or "true"; zoom is how much
// longer a time is drawn. It returns { height, gaps, times }: gaps are those that were
// shortened, as { from, to, time }; times are the points whose time is written.
export function layout(points, { delay, scale, zoom }) {
  const perMs = (usual / delay) * zoom;
  const free = new Map(); // by slot, from where on
  const gaps = [];
  const times = [];
  let y = 8;
  let time = points[0]?.time ?? 0;
  for (const point of points) {
    const long = (point.time - time) * perMs;
    const step = scale === "true" ? long : Math.min(long, most);
    const at = scale === "true" ? y + step : Math.max(y + step, free.get(point.slot) ?? 0, free.get(everywhere) ?? 0);
    if (scale !== "true" && long > most * zigzagFrom) gaps.push({ from: y + step - most, to: at, time: point.time - time });
    point.crowded = at < (free.get(point.slot) ?? 0);
    y = at;
    time = point.time;
    point.y = y;
    if (times.length === 0 || y - times.at(-1).y >= between) times.push({ y, time });
    if (!point.crowded) free.set(point.slot, y + point.room);
  }
  return { height: y + 48, gaps, times };
}

// The least widths of a lane and of a wire, in px, where there are more hosts than
// two: the timeline is wider than what is in sight then.
const least = { lane: 120, wire: 132 };

// columns returns where lanes are in a width, for hosts from left to right:
// { width, time, lanes: { host: { left, right, side, index } }, wide }; side is where
// the lane's states are.
export function columns(seen, hosts) {
  const many = hosts.length > 2 ? 96 + hosts.length * least.lane + (hosts.length - 1) * least.wire : 0;
  const width = Math.max(seen, many);
  const wide = width >= 600;
  const time = wide ? 72 : 44;
  const notes = wide ? 24 : 0;
  const each = (width - time - notes) / (hosts.length + 1.2 * (hosts.length - 1));
  const lanes = {};
  let x = time;
  for (const [i, host] of hosts.entries()) {
    lanes[host] = { left: x, right: x + each, side: i === 0 ? "left" : "right", index: i };
    x += each * 2.2;
  }
  return { width, time, lanes, wide };
}

// zigzag returns the path of a line that says that time was left out.
export function zigzag(left, right, y) {
  let d = `M${left} ${y}`;
  for (let x = left + 6, i = 0; x < right; x += 6, i++) d += `L${x} ${y + (i % 2 ? 3 : -3)}`;
  return d;
}
