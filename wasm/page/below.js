// What happens below the calls, as rows of their list: packets on a virtual
// network's links, and the states of TCP connections.
import { make } from "./element.js";
import { hostName, word } from "./words.js";

// below returns the element of a packet's or a state's row.
export function below(row) {
  const { event } = row;
  const element = make("div", { className: `call ${row.kind}`, role: "listitem", "data-op": row.kind, "data-host": row.host },
    make("span", { className: "time" }, (row.at / 1000).toFixed(3)),
    make("span", { className: "host" }, hostName(row.host)),
    make("span", { className: "text" }, ...(event.packet ? packet(event.packet) : state(event))));
  if (event.packet) element.dataset.fate = event.packet.fate;
  return element;
}

// packet says what became of a packet, and of which: a TCP segment by its text.
function packet(packet) {
  const { fate, class: kind, name, nth, copy, size, reason, segment } = packet;
  const what = segment?.text ?? `${packetName(packet)}, ${size === 1 ? "1 byte" : `${size} bytes`}`;
  const more = [(segment ?? packet).again && word("segmentAgain"), name !== `${kind} ${nth}` && order(packet), copy > 0 && word("copy", { copy }), reason].filter(Boolean);
  return [
    make("span", { className: "fate" }, word(`packet_${fate}`)), " ",
    make("code", {}, what),
    make("span", { className: "why" }, ...more.map((one) => ` · ${one}`)),
  ];
}

// packetName is what a packet is called, but for TCP's segments.
export const packetName = ({ name, class: kind, n }) => name ?? [kind, `#${n}`].filter(Boolean).join(" ");

// order says how many of its class were sent by then, for that is what rules count.
export const order = ({ name, nth, class: kind }) => name && word("packetNth", { class: kind, nth });

// state says what became of one end of a connection.
function state({ local, peer, tcp }) {
  const listens = tcp.state === "LISTEN";
  const more = [
    listens && tcp.recvQueue > 0 && word("tcpBacklog", { count: tcp.recvQueue, most: tcp.sendQueue }),
    !listens && tcp.sendQueue > 0 && word("tcpSend", { count: tcp.sendQueue }),
    !listens && tcp.recvQueue > 0 && word("tcpReceive", { count: tcp.recvQueue }),
    tcp.cwnd > 0 && word("tcpWindow", { count: tcp.cwnd }),
    tcp.retransmits > 0 && word("tcpAgain", { count: tcp.retransmits }),
  ].filter(Boolean);
  return [
    make("span", { className: "fate" }, word("tcp")), " ",
    make("code", {}, tcp.state),
    make("span", { className: "why" }, ` ${peer ? `${local} ⇄ ${peer}` : local}`, ...more.map((one) => ` · ${one}`)),
  ];
}
