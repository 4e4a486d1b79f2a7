// Package worker is what a Go program of the page has in common with the others:
// the JSON texts between it and the Web Worker that runs it, wasm/page/worker.js.
// The program calls the global function socketlabSend(text), and the worker calls
// socketlabReceive(text), which the program sets. It is for GOOS=js only.
package worker
