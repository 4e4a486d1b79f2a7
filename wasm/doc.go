// Command wasm is the Go program of the page, in a Web Worker: it plays lessons
// whose sockets live on the native server, reached over a bridge, or are datagram
// sockets of a virtual network inside the program. TCP on virtual networks is
// another program, wasm/tcp. It is for GOOS=js and GOARCH=wasm only.
//
// The worker and the program exchange JSON texts, see package worker. The messages
// are those of shared/play, and:
//
//	{"kind":"connect","url":…}   reach the bridge at this ws:// or wss:// URL
//	                             from now on, again and again
//	{"kind":"close"}             stop every run, and end the connection
//	{"kind":"ask","ask":{…}}     answer a question about recorded runs: see
//	                             recording.Question, such as for the packets
//	                             of one host as a capture file
//
//	{"kind":"state","state":…,"retry_in_ms":…,"error":…}
//	                             connecting; connected; waiting, for so long,
//	                             because of that; or closed
//	{"kind":"answer",…}          see recording.Answer
package main
