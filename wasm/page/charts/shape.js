// Points for drawing: rates of what came, and fewer points than there are pixels for.

const bins = 40; // of a whole chart, about

// binOf returns how long a bin is, in s, for a span of time: 1, 2 or 5 of a power of ten.
export function binOf(span) {
  if (!(span > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(span / bins));
  return [1, 2, 5, 10].map((n) => n * power).find((bin) => span / bin <= bins);
}

// rates returns the points of what came per second, from one bin to the next: value 0
// where nothing did.
export function rates({ x, y, rows }, bin, from) {
  const all = { x: [], y: [], rows: [] };
  const put = (i, sum, row) => {
    all.x.push(from + i * bin);
    all.y.push(sum / bin);
    all.rows.push(row);
  };
  let [at, sum, row] = [-1, 0, null];
  for (let i = 0; i < x.length; i++) {
    const now = Math.max(0, Math.floor((x[i] - from) / bin + 1e-9));
    if (now !== at) {
      if (at >= 0) put(at, sum, row);
      if (now > at + 1) put(at + 1, 0, null);
      [at, sum, row] = [now, 0, rows[i]];
    }
    sum += y[i];
  }
  if (at >= 0) {
    put(at, sum, row);
    put(at + 1, 0, null);
  }
  return all;
}

// thin returns at most about four points for each of so many columns of a span: the
// first, the lowest, the highest and the last.
export function thin({ x, y, rows }, from, to, columns) {
  const [first, last] = [Math.max(0, after(x, from) - 1), Math.min(x.length, after(x, to) + 1)];
  const all = { x: [], y: [], rows: [] };
  const keep = (i) => {
    all.x.push(x[i]);
    all.y.push(y[i]);
    all.rows.push(rows[i]);
  };
  const few = last - first <= 4 * columns;
  const column = (i) => Math.floor(((x[i] - from) / (to - from)) * columns);
  for (let i = first; i < last;) {
    let [end, low, high] = [i + 1, i, i];
    while (!few && end < last && column(end) === column(i)) {
      if (y[end] < y[low]) low = end;
      if (y[end] > y[high]) high = end;
      end++;
    }
    for (const one of [...new Set([i, low, high, end - 1])].sort((a, b) => a - b)) keep(one);
    i = end;
  }
  return all;
}

// after returns how many of an ascending list are at most a value.
export function after(list, value) {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (list[middle] <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

// valueAt returns a line's value at a time: of the last point by then.
export function valueAt({ x, y }, time) {
  const i = after(x, time) - 1;
  return i < 0 ? null : y[i];
}

// extremes returns the least, the greatest and the last value of a line.
export function extremes({ y }) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of y) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most, last: y.at(-1) };
}

// sum returns all values of a line together.
export const sum = ({ y }) => y.reduce((all, value) => all + value, 0);
