// Calls in words, as the text of package trace has them: recv(1024), and
// "你好" 6 bytes.
import { word } from "./words.js";

const columns = 60; // how wide the bytes of a call may be shown

// callText returns the call with its arguments.
export function callText(event) {
  const parts = [];
  if (event.call === "send" || event.call === "sendto") parts.push(data(event, columns));
  for (const { name, value } of event.args ?? []) {
    if (name === "proto" && value === "0") continue; // nobody writes it
    parts.push(name === "addr" ? tuple(value) : value);
  }
  return `${event.call}(${parts.join(", ")})`;
}

// outcome returns what became of a row's call, which has returned.
export const outcome = ({ cut, enter, result }) => (cut ? word("cut") : resultText(enter, result));

// resultText returns what a call returned, failed or not.
export function resultText(enter, event) {
  if (event.errno || event.err) return [event.errno, event.err].filter(Boolean).join(" ");
  switch (event.call) {
    case "recv":
    case "recvfrom":
      return received(event);
    case "accept":
      return `${event.result} from ${tuple(event.peer)}`;
    case "getsockname":
    case "getpeername":
      return tuple(event.result);
    case "bind":
      return /:0$/.test(enter.args?.[0]?.value ?? "") && event.local ? `ok, now ${tuple(event.local)}` : "ok";
  }
  return event.result || "ok";
}

function received(event) {
  if (event.end) return '"" end of stream';
  let text = `${data(event, columns)} ${count(event.len ?? 0)}`;
  if (event.got?.includes("MSG_TRUNC")) text += ", cut";
  return event.peer ? `${text} from ${tuple(event.peer)}` : text;
}

const count = (n) => (n === 1 ? "1 byte" : `${n} bytes`);

// tuple returns an address as Python prints it: ('127.0.0.1', 80).
export function tuple(addr) {
  const parts = /^\[?(.*?)\]?:(\d+)$/.exec(addr ?? "");
  return parts ? `('${parts[1]}', ${parts[2]})` : `'${addr ?? ""}'`;
}

// bytesOf returns an event's bytes, as far as they were kept.
export const bytesOf = (event) => Uint8Array.from(atob(event?.bytes ?? ""), (c) => c.charCodeAt(0));

// data shows an event's bytes: as text where they are UTF-8, as hex(e4 bd) where
// they are not, with "…" for what is left out.
function data(event, wide) {
  const bytes = bytesOf(event);
  const cut = (event.len ?? bytes.length) > bytes.length;
  const [head, body, tail] = split(bytes);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    const most = Math.floor(wide / 3);
    return bytes.length > most || cut ? hex(bytes.subarray(0, most)).replace(")", " …)") : hex(bytes);
  }
  const all = [...text].map(shown);
  let fits = all.length;
  for (let width = 0, i = 0; i < all.length; i++) {
    width += all[i].length > 1 || /[^\u0000-\u10ff]/.test(all[i]) ? Math.max(2, all[i].length) : 1;
    if (width > wide) {
      fits = i;
      break;
    }
  }
  const whole = fits === all.length;
  let quoted = `"${all.slice(0, fits).join("")}"`;
  if (head.length > 0) quoted = `${hex(head)} ${quoted}`;
  if (whole && tail.length > 0) quoted += ` ${hex(tail)}`;
  return whole && !cut ? quoted : `${quoted}…`;
}

// shown returns a character, escaped if it would not be seen.
function shown(c) {
  const known = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };
  if (known[c]) return known[c];
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(c)) return c;
  const code = c.codePointAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
}

const hex = (bytes) => `hex(${[...bytes].map((b) => b.toString(16).padStart(2, "0")).join(" ")})`;

// split cuts bytes into the rest of a character that began elsewhere, whole
// characters, and the beginning of one that ends elsewhere.
function split(bytes) {
  const follows = (b) => (b & 0xc0) === 0x80;
  let from = 0;
  while (from < Math.min(3, bytes.length) && follows(bytes[from])) from++;
  let to = bytes.length;
  for (let i = to - 1; i >= Math.max(from, to - 3); i--) {
    if (follows(bytes[i])) continue;
    const size = bytes[i] >= 0xf0 ? 4 : bytes[i] >= 0xe0 ? 3 : bytes[i] >= 0xc0 ? 2 : 1;
    if (i + size > to) to = i;
    break;
  }
  if (from >= to) return [bytes.subarray(0, 0), bytes, bytes.subarray(0, 0)];
  return [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
}

// took returns a duration in ms as people say it.
export function took(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  return `${Math.round(ms * 1000)} µs`;
}
