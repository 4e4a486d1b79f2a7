// The bytes of what is chosen on the timeline: a strip of characters with their
// bytes, and what is known besides.
import { order, packetName } from "./below.js";
import { bytesOf, callText, outcome, took, tuple } from "./calltext.js";
import { make } from "./element.js";
import { reason } from "./problems.js";
import { word } from "./words.js";

const most = 512; // bytes that are shown

export class Bytes {
  #element;
  #mark = null;

  constructor(element) {
    this.#element = element;
    this.render();
  }

  show(mark) {
    this.#mark = mark;
    this.render();
  }

  render() {
    const { event, facts } = this.#mark ? about(this.#mark) : { facts: [] };
    const bytes = bytesOf(event);
    const parts = [];
    if (facts.length > 0) parts.push(make("dl", { className: "details" }, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", {}, word(`fact_${name}`)), make("dd", {}, String(value))])));
    if (bytes.length > 0) parts.push(ruler(bytes.subarray(0, most)));
    if (bytes.length > most || (event?.len ?? 0) > bytes.length) parts.push(make("p", { className: "note" }, word("bytesMore", { count: event.len ?? bytes.length, shown: Math.min(most, bytes.length) })));
    if (parts.length === 0) parts.push(make("p", { className: "note" }, word("bytesNone")));
    this.#element.replaceChildren(...parts);
  }
}

// about returns the event that has a mark's bytes, and what is known of the mark.
function about(mark) {
  switch (mark.kind) {
    case "call": return ofCall(mark.row);
    case "packet": return ofPacket(mark);
    case "state": return ofState(mark.row.event);
    case "message": return ofCall(mark.row);
  }
  return { facts: [] };
}

function ofCall(row) {
  const { enter, result } = row;
  const error = !row.cut && (result?.errno || result?.err);
  return {
    event: enter.bytes ? enter : result,
    facts: [
      ["event", enter.seq], ["call", `${row.sock ? `${row.sock}.` : ""}${callText(enter)}`],
      ["result", result ? outcome(row) : word(row.ended ? "never" : "waitingNow")],
      ["waited", result && took(row.took)], ["why", error && reason(result.errno)],
      ["local", result?.local && tuple(result.local)], ["peer", result?.peer && tuple(result.peer)], ["line", enter.line],
    ],
  };
}

function ofPacket({ rows }) {
  const first = rows[0].event;
  const last = rows.at(-1).event;
  const { packet } = first;
  return {
    event: first,
    facts: [
      ["event", first.seq], ["packet", packet.segment?.text ?? [packetName(packet), packet.again && word("segmentAgain")].filter(Boolean).join(" · ")], ["nth", order(packet)],
      ["fate", [word(`fate_${last.packet.fate}`), last.packet.reason].filter(Boolean).join(": ")],
      ["stages", rows.slice(1, -1).map(({ event }) => [word(`fate_${event.packet.fate}`), event.packet.reason, event.packet.delay && took(event.packet.delay / 1e6)].filter(Boolean).join(" ")).join(", ")],
      ["onWire", word("countBytes", { count: packet.size })], ["way", `${first.local} → ${first.peer}`],
      ["took", last !== first && took((last.time - first.time) / 1e6)],
    ],
  };
}

function ofState({ seq, local, peer, tcp }) {
  return {
    facts: [
      ["event", seq], ["state", tcp.state], ["way", peer ? `${local} ⇄ ${peer}` : local],
      ["sendQueue", tcp.sendQueue && word("countBytes", { count: tcp.sendQueue })], ["receiveQueue", tcp.recvQueue && word("countBytes", { count: tcp.recvQueue })],
      ["cwnd", tcp.cwnd && word("countSegments", { count: tcp.cwnd })], ["rtt", tcp.rtt && took(tcp.rtt / 1e6)], ["rto", tcp.rto && took(tcp.rto / 1e6)],
      ["retransmits", tcp.retransmits],
    ],
  };
}

// ruler shows bytes under the characters that they are; a character of which only
// a part is there is outlined.
export function ruler(bytes) {
  return make("div", { className: "ruler" }, ...characters(bytes).map(({ text, part }) => make("span", { className: text === null ? "char cut" : "char" },
    make("span", {}, text === null ? "�" : shown(text)),
    make("b", {}, [...part].map((b) => b.toString(16).padStart(2, "0").toUpperCase()).join(" ")))));
}

const shown = (c) => (c === " " ? "␠" : /[\p{C}\p{Z}]/u.test(c) ? { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[c] ?? "·" : c);

// characters cuts bytes into characters of UTF-8; text is null where they are none.
export function characters(bytes) {
  const all = [];
  for (let i = 0; i < bytes.length;) {
    const b = bytes[i];
    const size = b < 0x80 ? 1 : b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc2 ? 2 : 1;
    let end = i + 1;
    while (end < Math.min(i + size, bytes.length) && (bytes[end] & 0xc0) === 0x80) end++;
    const part = bytes.subarray(i, end);
    let text = null;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part);
    } catch {
      // It is cut, or no UTF-8.
    }
    all.push({ text, part });
    i = end;
  }
  return all;
}
