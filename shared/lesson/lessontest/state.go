package lessontest

import "github.com/socketlab/socketlab/shared/socket"

// state returns the state of a stream socket, by its name in RFC 9293. Segments
// take no time here: none is on its way.
func (s *sock) state() *socket.TCPInfo {
	state := "CLOSED"
	switch {
	case s.listening:
		state = "LISTEN"
	case s.peer == nil || s.reset || s.noOut && s.end:
	case s.noOut:
		state = "FIN-WAIT-2"
	case s.end:
		state = "CLOSE-WAIT"
	default:
		state = "ESTABLISHED"
	}
	return &socket.TCPInfo{State: state}
}
