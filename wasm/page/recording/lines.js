// A run as lines of JSON: the form of package trace, byte for byte what its JSON
// sink writes.
import { sliced } from "../slices.js";

const head = { socketlab: "trace", version: 1 };

// inOrder returns the entries of a trace as one run: [{ event, entry }]. Those of one
// part are as they came. Of several, which count events and time each from its own
// start, the times are the page's, and events are numbered anew.
export function inOrder(trace) {
  const runs = new Set(trace.events.map(({ part }) => part.run));
  if (runs.size < 2) return trace.events.map((entry) => ({ event: entry.event, entry }));
  const offsets = trace.offsets();
  const numbers = new Map();
  const all = trace.events.map((entry) => {
    const time = Math.max(0, Math.round(entry.event.time + (offsets.get(entry.part.run) ?? 0) * 1e6));
    return { event: { ...entry.event, time }, entry };
  });
  all.sort((a, b) => a.event.time - b.event.time);
  const key = ({ part }, seq) => `${part.run}.${seq}`;
  all.forEach(({ event, entry }, i) => {
    numbers.set(key(entry, event.seq), i + 1);
    event.seq = i + 1;
    if (event.enter) event.enter = numbers.get(key(entry, event.enter)) ?? 0;
  });
  return all;
}

// lines returns what inOrder has as text.
export async function lines(events) {
  const parts = [line(head)];
  await sliced(events, ({ event }) => parts.push(line(event)));
  return parts.join("");
}

// Go escapes these two, which JSON need not.
const line = (value) => JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`) + "\n";
