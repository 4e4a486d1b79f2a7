// A Go program in a Web Worker of its own, as the page sees it.

export class Program {
  #worker;

  // file is the program's; receive is called with each message of it, and of the
  // worker: see worker.js.
  constructor(file, receive) {
    this.#worker = new Worker(new URL("worker.js", import.meta.url), { name: file });
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
