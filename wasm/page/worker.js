// The Web Worker that runs the Go program. Between it and the program go JSON
// texts, see wasm/doc.go; between it and the page the same, several at a time.
"use strict";
importScripts("../wasm_exec.js", "tunnel.js");

let batch = [];

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
  const { instance } = await load(new URL("../socketlab.wasm", location.href), go.importObject);
  go.run(instance).then(() => stopped("it ended by itself"));
}

// load compiles while it loads, where the server says what it is.
async function load(url, imports) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  const type = response.headers.get("Content-Type") ?? "";
  if (WebAssembly.instantiateStreaming && type.startsWith("application/wasm")) {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}

function stopped(why) {
  self.socketlabSend(JSON.stringify({ kind: "stopped", error: String(why) }));
}

const started = start();
started.catch(stopped);
self.onmessage = ({ data }) => started.then(() => self.socketlabReceive(data), () => {});
