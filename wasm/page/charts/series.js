// The series of a run's charts, made of its events and of nothing else. Times are in
// seconds, on the timeline's clock.
import { Rdt } from "./rdt.js";
import { Segments } from "./segments.js";
import { Wires } from "./wires.js";

const several = 200; // events, of a step

// Lessons of reliable data transfer, and whether their acknowledgements are cumulative.
const cumulative = { stopandwait: false, gobackn: true, selectiverepeat: false };

// States in which an end of a connection says nothing of one.
const none = new Set(["LISTEN", "CLOSED"]);

// A line of a chart: of a host, and of a connection or a link where there may be several.
// Its points are in the order of time: x, y, and the row of the timeline that each is of.
class Line {
  x = [];
  y = [];
  rows = [];

  constructor(chart, host, of) {
    Object.assign(this, { chart, host, of });
  }

  put(time, value, row) {
    this.x.push(Math.max(time, this.x.at(-1) ?? 0)); // what is told late does not go back
    this.y.push(value);
    this.rows.push(row);
  }
}

export class Series {
  losses = []; // { time, link, row }
  end = 0; // when the last event was
  #trace;
  #next = 0; // event of the trace, also counting those that are forgotten
  #offsets = new Map();
  #lines = new Map(); // by chart, host and what of it
  #rdt;
  #segments;
  #wires;

  // lesson is the name of the trace's lesson; "" if it is not known.
  constructor(trace, lesson) {
    this.#trace = trace;
    this.#rdt = new Rdt(cumulative[lesson] ?? null, (chart, host, ...point) => this.#put(chart, host, "", ...point));
    this.#segments = new Segments((...point) => this.#put(...point));
    const put = (chart, link, ...point) => this.#put(chart, link.split(">")[0], link, ...point);
    this.#wires = new Wires(put, (link, time, row) => this.losses.push({ link, time, row }));
  }

  // stale reports whether the clocks of the run's parts are known better by now: then
  // the series are to be made anew.
  get stale() {
    const now = this.#trace.offsets();
    return [...this.#offsets].some(([run, offset]) => Math.abs((now.get(run) ?? 0) - offset) > 1);
  }

  // take takes the events that have come, in small steps.
  *take() {
    const { events, forgotten } = this.#trace;
    if (this.#next === 0) this.#offsets = new Map(this.#trace.offsets());
    for (let i = Math.max(0, this.#next - forgotten), steps = 0; i < events.length; i++) {
      this.#event(events[i]);
      this.#next = i + forgotten + 1;
      if (++steps % several === 0) yield;
    }
  }

  // lines returns those of a chart that have points.
  lines(chart) {
    const all = [...this.#lines.values()];
    if (chart !== "goodput") return all.filter((line) => line.chart === chart);
    return all.filter((line) => line.chart === (this.#rdt.spoken ? "taken" : "received"));
  }

  #event({ event, part, row }) {
    const time = Math.max(0, event.time / 1e6 + (this.#offsets.get(part.run) ?? 0)) / 1000;
    this.end = Math.max(this.end, time);
    switch (event.kind) {
      case "enter":
        if (event.call.startsWith("send") && event.bytes) this.#rdt.sends(event, time, row);
        return;
      case "return":
        this.#returns(event, time, row);
        return;
      case "packet":
        this.#wires.take(event, part.run, time, row);
        this.#segments.take(event, part.run, time, row);
        return;
      case "tcp":
        this.#state(event, time, row);
    }
  }

  // returns takes the bytes that a call received, but not those that stay to be received.
  #returns(event, time, row) {
    if (!event.call?.startsWith("recv") || !(event.len > 0) || event.errno || event.err) return;
    if (row?.enter.args?.some(({ name, value }) => name === "flags" && value.includes("MSG_PEEK"))) return;
    this.#put("received", event.host, "", time, event.len, row);
    this.#rdt.receives(event, time, row);
  }

  #state({ host, local, peer, tcp }, time, row) {
    if (none.has(tcp.state)) return;
    const of = `${local} ⇄ ${peer}`;
    if (tcp.cwnd > 0) this.#put("window", host, of, time, tcp.cwnd, row);
    if (tcp.rtt > 0) this.#put("rtt", host, of, time, tcp.rtt / 1e6, row);
    this.#put("send", host, of, time, tcp.sendQueue, row);
    this.#put("receive", host, of, time, tcp.recvQueue, row);
  }

  #put(chart, host, of, time, value, row) {
    const key = `${chart} ${host} ${of}`;
    let line = this.#lines.get(key);
    if (!line) this.#lines.set(key, line = new Line(chart, host, of));
    line.put(time, value, row);
  }
}
