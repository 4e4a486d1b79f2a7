// Reading a trace file: what --trace json, a test's artifacts and this page write.
import { Trace } from "../trace.js";
import { word } from "../words.js";
import { sliced } from "../slices.js";

const rows = 200_000; // of a file are shown
const bytes = 256 << 20; // so long may it be

// A FileError says why a file cannot be shown, in the language of then.
export class FileError extends Error {}

// read reads a Blob, and returns { trace, hosts }: hosts from left to right. It fails
// with a FileError that names the line.
export async function read(blob) {
  if (blob.size > bytes) throw new FileError(word("openLong", { size: Math.ceil(blob.size / 1e6), most: Math.round(bytes / 1e6) }));
  const text = await blob.text();
  const end = text.indexOf("\n");
  begins(end < 0 ? text : text.slice(0, end));
  const trace = new Trace(0, () => last, rows);
  const part = { run: 1, place: "file" };
  const names = new Set();
  let [number, last] = [1, 0];
  await sliced(rest(text, end), (line) => {
    number++;
    if (!line.trim()) return;
    const event = parse(line, number);
    trace.add(event, part);
    last = Math.max(last, event.time / 1e6);
    if (event.host) names.add(event.host);
    for (const name of event.packet?.link.split(">") ?? []) if (name) names.add(name);
  });
  if (trace.events.length === 0) throw new FileError(word("openEmpty"));
  trace.end();
  return { trace, hosts: leftToRight([...names]) };
}

// begins checks the first line.
function begins(line) {
  let head = null;
  try {
    head = JSON.parse(line);
  } catch {
    // It is no trace.
  }
  if (head?.socketlab !== "trace") throw new FileError(word("openNone"));
  if (head.version !== 1) throw new FileError(word("openVersion", { version: head.version }));
}

// rest gives the lines after the first, which ends at end.
function* rest(text, end) {
  for (let at = end; at >= 0 && at < text.length - 1;) {
    const next = text.indexOf("\n", at + 1);
    yield text.slice(at + 1, next < 0 ? text.length : next);
    at = next;
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const isText = (value) => value === undefined || typeof value === "string";
const isCount = (value) => value === undefined || Number.isSafeInteger(value);

// checks has, by their names, what the page relies on in an event.
const checks = {
  seq: ({ seq }) => Number.isSafeInteger(seq),
  kind: ({ kind }) => typeof kind === "string",
  time: ({ time }) => Number.isFinite(time) && time >= 0,
  host: ({ host, kind }) => isText(host) && (kind === "state" || Boolean(host)),
  sock: ({ sock }) => isText(sock),
  call: ({ call, kind }) => isText(call) && (kind !== "enter" || Boolean(call)),
  args: ({ args }) => args === undefined || Array.isArray(args) && args.every((one) => typeof one?.name === "string" && typeof one.value === "string"),
  result: ({ result }) => isText(result),
  bytes: ({ bytes }) => bytes === undefined || base64.test(bytes),
  len: ({ len }) => isCount(len),
  text: ({ text }) => isText(text),
  local: ({ local }) => isText(local),
  peer: ({ peer }) => isText(peer),
  packet: ({ packet, kind }) => kind !== "packet" || typeof packet?.link === "string" && typeof packet.fate === "string" && (!packet.segment || isText(packet.segment.text)),
  tcp: ({ tcp, kind }) => kind !== "tcp" || typeof tcp?.state === "string",
  enter: ({ enter, kind }) => kind !== "return" || Number.isSafeInteger(enter),
};

function parse(line, number) {
  let event;
  try {
    event = JSON.parse(line);
  } catch (error) {
    throw new FileError(word("openLine", { line: number, error: error.message }));
  }
  const wrong = event && typeof event === "object" ? Object.keys(checks).find((name) => !checks[name](event)) : "{}";
  if (wrong) throw new FileError(word("openField", { line: number, field: wrong }));
  return event;
}

// leftToRight orders hosts: client2 before client10, and a server last, as lessons are
// drawn.
function leftToRight(names) {
  const rank = (name) => (name === "client" ? 0 : name === "server" ? 2 : 1);
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true }));
}
