// The Web Worker that runs a Go program, whose file is the worker's name. Between it
// and the program go JSON texts, see wasm/worker; between it and the page the same,
// several at a time. The worker itself says:
//
//   {"kind":"loading","loaded":…,"total":…}  so many bytes of the file; 0: unknown
//   {"kind":"loaded"}                        the program runs
//   {"kind":"stopped","error":…}             it does not, or no more
"use strict";
importScripts("../wasm_exec.js", "tunnel.js");

const often = 1 << 18; // bytes, from one word on what has come to the next

let batch = [];
let loading = true;

// What the program says before it waits goes out as one message.
self.socketlabSend = (text) => {
  if (batch.push(text) > 1) return;
  queueMicrotask(() => {
    const texts = batch;
    batch = [];
    postMessage(texts);
  });
};

async function start() {
  const go = new Go();
  const { instance } = await load(new URL(`../${self.name}`, location.href), go.importObject);
  loading = false;
  go.run(instance).then(() => stopped("it ended by itself"));
  say({ kind: "loaded" });
}

// load compiles while it loads, where the server says what it is.
async function load(url, imports) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  count(response.clone());
  const type = response.headers.get("Content-Type") ?? "";
  if (WebAssembly.instantiateStreaming && type.startsWith("application/wasm")) {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}

// count tells how much has come, while it is loaded, from a copy: what is compiled
// is to be the browser's own response, whose compiled form it keeps, and a stream in
// between was slower by a sixth. What comes compressed is longer than its length says.
async function count(response) {
  const total = response.headers.has("Content-Encoding") ? 0 : Number(response.headers.get("Content-Length"));
  let [loaded, said] = [0, 0];
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read().catch(() => ({ done: true })); // load says why
    if (done || !loading) return;
    loaded += value.length;
    if (loaded < said + often) continue;
    said = loaded;
    say({ kind: "loading", loaded, total });
  }
}

const say = (message) => self.socketlabSend(JSON.stringify(message));
const stopped = (why) => say({ kind: "stopped", error: String(why) });

const started = start();
started.catch(stopped);
self.onmessage = ({ data }) => started.then(() => self.socketlabReceive(data), () => {});
