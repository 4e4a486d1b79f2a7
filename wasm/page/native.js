// Runs on the native server: the messages of shared/play over a WebSocket, which
// is open while there are runs.
import { socketURL } from "./endpoint.js";

export class Native {
  #receive;
  #socket = null;
  #runs = new Set();
  #waiting = []; // until the socket is open

  constructor(receive) {
    this.#receive = receive;
  }

  send(message) {
    if (message.kind === "start") this.#runs.add(message.run);
    else if (!this.#runs.has(message.run)) return;
    this.#socket ??= this.#open();
    const text = JSON.stringify(message);
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
    else this.#waiting.push(text);
  }

  end() {
    this.#socket?.close();
  }

  #open() {
    const socket = new WebSocket(socketURL("run"));
    let opened = false;
    socket.onopen = () => {
      opened = true;
      for (const text of this.#waiting.splice(0)) socket.send(text);
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.kind === "done") this.#ended(message.run);
      this.#receive(message);
    };
    socket.onclose = ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#forget();
      const error = !opened ? "the server could not be reached"
        : reason ? `the server closed the connection: ${reason} (code ${code})`
          : "the connection to the server was lost";
      for (const run of [...this.#runs]) {
        this.#runs.delete(run);
        this.#receive({ kind: "done", run, error, errno: "ENETDOWN" });
      }
    };
    return socket;
  }

  #ended(run) {
    this.#runs.delete(run);
    if (this.#runs.size > 0) return;
    const socket = this.#socket;
    this.#forget();
    socket.close();
  }

  #forget() {
    this.#socket = null;
    this.#waiting = [];
  }
}
