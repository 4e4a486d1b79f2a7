// The part of package tunnel (wasm/tunnel) that is JavaScript. A call from
// JavaScript into Go costs some 50 µs and every object that crosses is garbage
// for two collectors, so only numbers and bytes cross, and messages that are
// there already are handed over together. It needs no eval: a page's
// Content-Security-Policy may forbid that.
globalThis.SocketlabTunnel = class {
	inbox = new Uint8Array(256 << 10); // what arrived and Go has not seen
	outbox = new Uint8Array(0); // what Go sends
	#arrived = 0; // bytes in inbox
	#fenced = false; // a fence is on its way
	#ended = false;
	#ws;
	#wake;
	#fence;

	// wake(bytes, size) is called when so many bytes are in inbox, which has
	// that size, and with 0 bytes when what was sent has drained. state(code,
	// reason) is called with 0 when the WebSocket is open, with -1 for a text
	// message, and with the code when it was closed.
	constructor(url, wake, state) {
		this.#wake = wake;
		this.#ws = new WebSocket(url);
		this.#ws.binaryType = "arraybuffer";
		this.#ws.onopen = () => state(0, "");
		this.#ws.onclose = ({code, reason}) => state(code, reason);
		this.#ws.onerror = () => {}; // close comes next, and says more
		this.#ws.onmessage = ({data}) => typeof data === "string" ? state(-1, "") : this.#take(new Uint8Array(data));
		// A fence is a task that runs after what is queued already. Timers are
		// slowed down to 4 ms, and in tabs that are not seen to a second.
		if (globalThis.setImmediate) {
			this.#fence = () => setImmediate(() => this.#pass());
		} else {
			const channel = new MessageChannel();
			channel.port2.onmessage = () => this.#pass();
			this.#fence = () => channel.port1.postMessage(0);
		}
	}

	// take gives the first message to Go at once, so that a lone one is not
	// delayed, and those that follow closely together, at the fence.
	#take(data) {
		if (this.#arrived + data.length > this.inbox.length) {
			const larger = new Uint8Array(2 * (this.#arrived + data.length));
			larger.set(this.inbox.subarray(0, this.#arrived));
			this.inbox = larger;
		}
		this.inbox.set(data, this.#arrived);
		this.#arrived += data.length;
		if (!this.#fenced) this.#deliver();
	}

	#pass() {
		this.#fenced = false;
		if (this.#arrived) this.#deliver();
	}

	#deliver() {
		const n = this.#arrived;
		this.#arrived = 0;
		this.#fenced = true;
		this.#fence();
		if (!this.#ended) this.#wake(n, this.inbox.length);
	}

	// reserve makes outbox take so many bytes.
	reserve(n) {
		this.outbox = new Uint8Array(n);
	}

	// send sends the first n bytes of outbox as one message, and returns how many
	// bytes wait to be sent.
	send(n) {
		this.#ws.send(this.outbox.subarray(0, n)); // which copies them
		return this.#ws.bufferedAmount;
	}

	// drain calls wake once at most so many bytes wait. There is no event for it.
	drain(most) {
		if (this.#ended) return;
		if (this.#ws.bufferedAmount <= most) this.#wake(0, this.inbox.length);
		else setTimeout(() => this.drain(most), 1);
	}

	// close ends it; none of Go's functions are called any more.
	close() {
		this.#ended = true;
		this.#ws.onopen = this.#ws.onclose = this.#ws.onmessage = null;
		this.#ws.close(1000);
	}
};
