package lessontest

import "github.com/socketlab/socketlab/shared/socket"

// misuse returns the error of a call on a stream socket that is not in a state
// for it.
func (s *sock) misuse(c *socket.Call) error {
	switch {
	case s.typ != socket.SOCK_STREAM:
	case c.Op == socket.OpBind && !s.local.IsZero(), c.Op == socket.OpAccept && !s.listening:
		return socket.EINVAL
	case c.Op == socket.OpConnect && s.peer != nil:
		return socket.EISCONN
	case (c.Op == socket.OpRecv || c.Op == socket.OpGetPeerName) && s.peer == nil:
		return socket.ENOTCONN
	}
	return nil
}
