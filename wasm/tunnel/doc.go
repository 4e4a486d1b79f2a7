// Package tunnel is the browser's WebSocket as a stream of bytes: the client's
// end of the connection that a bridge runs over, bound without net/http, which
// would add a quarter to the program. It is for GOOS=js only; its counterpart
// on the server is package native/tunnel.
//
// It uses globalThis.WebSocket: a page's, a worker's, that of Node.js 22 or
// later, or that of the npm package ws, put there.
//
// A browser offers no backpressure on what arrives: every message is queued
// until Read takes it. So the protocol above must bound what the peer sends
// unasked, as the windows of yamux do.
package tunnel
