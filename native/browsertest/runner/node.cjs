// Node.js has had a WebSocket since version 22; before, the package ws is one.
globalThis.WebSocket ??= require("ws");
