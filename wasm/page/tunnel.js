// The part of package tunnel (wasm/tunnel) that is JavaScript. A call into Go
// takes tens of microseconds, and every object that crosses is garbage for two
// collectors, which keep an ArrayBuffer for long; so only numbers and bytes
// cross, and messages that are there already cross together. Nothing here needs
// eval, which the page's Content-Security-Policy forbids.
"use strict";
globalThis.SocketlabTunnel = class {
  #ws;
  #wake;
  #arrived = []; // messages that Go has not been given
  #fenced = false; // a fence is on its way
  #fence;
  #closed = false;

  // wake(n) is called when n bytes have arrived, which Go then copies from inbox
  // at once, and wake(0) when what was sent has drained. state(code, reason) is
  // called with 0 once the WebSocket is open, with -1 for a text message, and
  // with its code when the WebSocket was closed.
  constructor(url, wake, state) {
    const ws = (this.#ws = new WebSocket(url));
    ws.binaryType = "arraybuffer";
    ws.onopen = () => state(0, "");
    ws.onclose = ({ code, reason }) => state(code, reason);
    ws.onerror = () => {}; // close comes next, and says more
    ws.onmessage = ({ data }) => {
      if (typeof data === "string") state(-1, "");
      else this.#take(new Uint8Array(data));
    };
    this.#wake = wake;
    this.#fence = later(() => this.#pass());
  }

  // js.CopyBytesToGo and js.CopyBytesToJS call subarray of what is copied and
  // set of where it goes, so these two let bytes go between a message and Go's
  // memory without another copy.
  inbox = array({ subarray: () => this.#first() });
  outbox = array({ set: (bytes) => this.#ws.send(bytes) }); // send copies them

  // take gives a message to Go at once, so that a lone one is not delayed, but
  // those that follow closely together, at the fence.
  #take(message) {
    this.#arrived.push(message);
    if (!this.#fenced) this.#deliver();
  }

  #deliver() {
    this.#fenced = true;
    this.#wake(this.#arrived.reduce((sum, message) => sum + message.length, 0));
    if (!this.#closed) this.#fence();
  }

  #pass() {
    this.#fenced = false;
    if (this.#arrived.length > 0 && !this.#closed) this.#deliver();
  }

  // first returns all that arrived, as one array.
  #first() {
    const messages = this.#arrived;
    this.#arrived = [];
    if (messages.length === 1) return messages[0];
    const all = new Uint8Array(messages.reduce((sum, message) => sum + message.length, 0));
    let at = 0;
    for (const message of messages) {
      all.set(message, at);
      at += message.length;
    }
    return all;
  }

  // waiting returns how many bytes wait to be sent.
  waiting = () => this.#ws.bufferedAmount;

  // drain calls wake once at most so many bytes wait. There is no event for it.
  drain(most) {
    if (this.#closed) return;
    if (this.waiting() <= most) this.#wake(0);
    else setTimeout(() => this.drain(most), 1);
  }

  // close ends it: none of Go's functions is called any more.
  close() {
    const ws = this.#ws;
    this.#closed = true;
    ws.onopen = ws.onclose = ws.onmessage = null;
    ws.close(1000);
  }
};

// array returns what syscall/js takes for a Uint8Array as long as one wants.
function array(methods) {
  const length = { value: Infinity };
  return Object.defineProperties(Object.assign(Object.create(Uint8Array.prototype), methods), { length });
}

// later returns a function that has f called once what is queued already has
// been done. Timers take 4 ms, and in a tab that nobody sees, a second.
function later(f) {
  if (globalThis.setImmediate) return () => setImmediate(f); // Node.js
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = f;
  return () => port1.postMessage(0);
}
