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
function packet({ fate, class: name, n, copy, size, reason, segment }) {
  const what = segment?.text ?? [name, `#${n},`, size === 1 ? "1 byte" : `${size} bytes`].filter(Boolean).join(" ");
  const more = [segment?.again && word("segmentAgain"), copy > 0 && word("copy", { copy }), reason].filter(Boolean);
  return [
    make("span", { className: "fate" }, word(`packet_${fate}`)), " ",
    make("code", {}, what),
    make("span", { className: "why" }, ...more.map((one) => ` · ${one}`)),
  ];
}

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
