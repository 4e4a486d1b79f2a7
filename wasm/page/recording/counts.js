// What a run comes to in numbers, to be compared with another's.
import { took } from "../calltext.js";
import { word } from "../words.js";

// counts returns them, of a run as inOrder has it: calls; packets sent, lost and sent
// again; and the time from the first event to the last, in ms, of packets if there are any.
export function counts(run) {
  const all = run.map(({ event }) => event);
  const packets = all.filter(({ kind }) => kind === "packet");
  const timed = packets.length > 0 ? packets : all;
  const sent = packets.filter(({ packet }) => packet.fate === "sent");
  const seen = new Set();
  return {
    calls: all.filter(({ kind }) => kind === "enter").length,
    sent: sent.length,
    lost: packets.filter(({ packet }) => packet.fate === "dropped").length,
    again: sent.filter((event) => again(event, seen)).length,
    time: (timed.reduce((most, { time }) => Math.max(most, time), 0) - timed[0].time) / 1e6, // some are told late
  };
}

// again reports whether a packet was sent before: TCP says so; of what has a class, and
// is no acknowledgement, it was if its bytes were.
function again({ bytes, len, packet }, seen) {
  if (packet.segment) return Boolean(packet.segment.again);
  if (!packet.class || packet.class === "ack") return false;
  const name = [packet.link, packet.flow, packet.class, len, bytes].join(" ");
  const before = seen.has(name);
  seen.add(name);
  return before;
}

// countsText says them in the language of now.
export function countsText(run, { time, ...values }) {
  return word(values.sent > 0 ? "compareCounts" : "compareCalls", { run, ...values, time: took(time) });
}
