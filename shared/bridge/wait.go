package bridge

import (
	"errors"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// try makes a call that does not wait, with memory of its own to receive into.
func (x *exported) try(c *socket.Call, size int) error {
	if c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom {
		c.Buf = memory(size)
	}
	return x.handle.Do(c)
}

// wait makes a call that waits.
func (x *exported) wait(c *socket.Call, size int) error {
	switch {
	case c.Op == socket.OpSend && c.N > 0: // the rest of it
		rest := *c
		rest.Buf, rest.N = c.Buf[c.N:], 0
		err := x.handle.Do(&rest)
		c.N += rest.N
		return err
	case (c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom) && c.Flags&socket.MSG_OOB == 0:
		return x.receive(c, size)
	case c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom: // urgent data cannot be looked for
		c.Buf = memory(size)
	}
	return x.handle.Do(c)
}

// receive waits until there is something, and only then has memory for it.
// Another call may take it first: then it waits again.
func (x *exported) receive(c *socket.Call, size int) error {
	end := time.Now().Add(c.Timeout)
	for {
		look := socket.Call{
			Op: socket.OpRecv, Flags: socket.MSG_PEEK, Timeout: c.Timeout, Buf: make([]byte, 1),
		}
		if err := x.handle.Do(&look); err != nil {
			return err
		}
		first := *c
		first.Timeout = 0
		err := x.try(&first, size)
		if !errors.Is(err, socket.EAGAIN) {
			*c = first
			return err
		}
		release(&first)
		if c.Timeout > 0 {
			c.Timeout = max(time.Until(end), 1)
		}
	}
}
