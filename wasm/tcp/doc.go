// Command tcp is the page's second Go program, in a Web Worker of its own: it plays
// lessons on virtual networks whose hosts have TCP. That is most of its size, so
// the page loads it only when such a run is likely; once it is there, it plays lessons
// of datagrams, too. It is for GOOS=js and GOARCH=wasm only.
//
// The worker and the program exchange JSON texts, see package worker; the messages
// are those of shared/play.
package main
