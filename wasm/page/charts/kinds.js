// The charts there are, in their order: what each is a series of, and in which unit.

export const kinds = [
  { name: "goodput", unit: "rate" },
  { name: "window", unit: "segments" },
  { name: "unacked", unit: "packets" },
  { name: "outstanding", unit: "bytes" },
  { name: "rtt", unit: "ms" },
  { name: "sample", unit: "ms", dots: true },
  { name: "flight", unit: "packets" },
  { name: "queue", unit: "bytes" },
  { name: "send", unit: "bytes" },
  { name: "receive", unit: "bytes" },
];

const units = {
  rate: [["B/s", 1], ["kB/s", 1e3], ["MB/s", 1e6]],
  bytes: [["B", 1], ["kB", 1e3], ["MB", 1e6]],
  ms: [["ms", 1], ["s", 1e3]],
};

// unitOf returns how values up to the greatest are written: { name, of }, where name is
// a word of the page's or a unit, and of how many of the series' own it is.
export function unitOf(unit, most) {
  const known = units[unit];
  if (!known) return { name: unit, of: 1 };
  const [name, of] = known.findLast(([, of], i) => i === 0 || most >= 10 * of);
  return { name, of };
}

// number writes a value with three digits, or with all it has before the point.
export function number(value) {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

// seconds writes a time as the timeline does.
export const seconds = (time) => `${time.toFixed(3)} s`;
