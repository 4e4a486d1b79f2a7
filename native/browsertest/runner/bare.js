// What a page does without Go: the same transfers on a WebSocket alone, as the
// baseline. A request is a letter and a count of bytes; see bench_test.go.
globalThis.bare = {
	open(url, letter, bytes) {
		return new Promise((resolve, reject) => {
			const ws = new WebSocket(url);
			ws.binaryType = "arraybuffer";
			ws.onerror = () => reject(new Error("no WebSocket at " + url));
			ws.onopen = () => {
				const request = new DataView(new ArrayBuffer(9));
				request.setUint8(0, letter.charCodeAt(0));
				request.setBigUint64(1, BigInt(bytes));
				ws.send(request);
				resolve(ws);
			};
		});
	},
	// up and down return how many milliseconds the transfer took.
	async up(url, bytes) {
		const ws = await bare.open(url, "u", bytes);
		const message = new Uint8Array(64 << 10);
		const start = performance.now();
		for (let sent = 0; sent < bytes; sent += message.length) ws.send(message);
		await new Promise((resolve) => ws.onmessage = resolve);
		ws.close();
		return performance.now() - start;
	},
	async down(url, bytes) {
		const start = performance.now();
		const ws = await bare.open(url, "d", bytes);
		let got = 0;
		await new Promise((resolve) => ws.onmessage = ({data}) => {
			got += data.byteLength;
			if (got === bytes) resolve();
		});
		ws.close();
		return performance.now() - start;
	},
	// echo returns the median of n round trips of 64 bytes, in milliseconds.
	async echo(url, n) {
		const ws = await bare.open(url, "e", 0);
		const message = new Uint8Array(64);
		const times = [];
		await new Promise((resolve) => {
			let start = performance.now();
			ws.onmessage = () => {
				const now = performance.now();
				times.push(now - start);
				if (times.length === n) return resolve();
				start = performance.now();
				ws.send(message);
			};
			ws.send(message);
		});
		ws.close();
		return times.sort((a, b) => a - b)[n >> 1];
	},
};
