// What TCP has sent and not got acknowledged, and how long acknowledgements take, read
// from its segments on their way.

export class Segments {
  #put;
  #ends = new Map(); // by the way of segments: { high, acked, sent: [{ end, time, again }] }

  // put(chart, host, of, time, value, row) takes a point, with times in s.
  constructor(put) {
    this.#put = put;
  }

  take({ host, local, peer, packet }, run, time, row) {
    const { fate, segment, copy } = packet;
    if (!segment || copy > 0) return;
    if (fate === "sent") this.#sends(host, `${run} ${local} ${peer}`, `${local} ⇄ ${peer}`, segment, time, row);
    if (fate === "delivered" && segment.flags.includes("ACK")) this.#acknowledged(host, `${run} ${peer} ${local}`, `${peer} ⇄ ${local}`, segment, time, row);
  }

  #sends(host, key, of, { flags, seq, len = 0, again }, time, row) {
    const takes = len + (/SYN|FIN/.test(flags) ? 1 : 0); // numbers
    if (takes === 0) return;
    if (flags.includes("SYN") && !again) this.#ends.delete(key); // another connection of these ports
    if (!this.#ends.has(key)) this.#ends.set(key, { high: seq, acked: seq, sent: [] });
    const end = this.#ends.get(key);
    if (again) for (const one of end.sent) one.again ||= one.end > seq;
    else end.sent.push({ end: seq + takes, time, again: false });
    end.high = Math.max(end.high, seq + takes);
    this.#put("outstanding", host, of, time, end.high - end.acked, row);
  }

  // acknowledged takes a sample from the newest segment that an ack is for, if nothing
  // that it is for was sent again (Karn).
  #acknowledged(host, key, of, { ack = 0 }, time, row) {
    const end = this.#ends.get(key);
    if (!end || ack <= end.acked) return;
    const answered = end.sent.filter((one) => one.end <= ack);
    end.sent = end.sent.filter((one) => one.end > ack);
    end.acked = ack;
    end.high = Math.max(end.high, ack);
    if (answered.length > 0 && !answered.some(({ again }) => again)) this.#put("sample", host, of, time, (time - answered.at(-1).time) * 1000, row);
    this.#put("outstanding", host, of, time, end.high - end.acked, row);
  }
}
