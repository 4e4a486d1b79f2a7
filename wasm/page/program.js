// The Go program in its Web Worker, as the page sees it.

export class Program {
  #worker = new Worker(new URL("worker.js", import.meta.url));

  // receive is called with each message of the program.
  constructor(receive) {
    this.#worker.onmessage = ({ data }) => {
      for (const text of data) receive(JSON.parse(text));
    };
    this.#worker.onerror = (event) => receive({ kind: "stopped", error: event.message || "worker.js" });
  }

  send(message) {
    this.#worker.postMessage(JSON.stringify(message));
  }

  // end ends the program, and with it its connection and its sockets.
  end() {
    this.#worker.terminate();
  }
}
