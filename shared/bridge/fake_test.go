package bridge_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A fake is a Stack whose calls all do the same.
type fake struct {
	do      func(*fakeSocket, *socket.Call) error
	resolve func(context.Context) error // nil: there are no names

	mu   sync.Mutex
	open map[*fakeSocket]struct{}
}

func newFake(do func(*fakeSocket, *socket.Call) error) *fake {
	return &fake{do: do, open: make(map[*fakeSocket]struct{})}
}

// stuck is a fake whose sockets neither take nor have anything.
func stuck() *fake {
	return newFake(func(s *fakeSocket, c *socket.Call) error {
		if !c.Op.Reads() && c.Op != socket.OpSend {
			return nil
		}
		if c.Timeout == 0 {
			return socket.EAGAIN
		}
		late := s.late
		if c.Op.Reads() {
			late = nil
		}
		select {
		case <-late:
			return os.ErrDeadlineExceeded
		case <-s.closed:
			return net.ErrClosed
		}
	})
}

// takesAll is a fake whose sockets take all and have nothing.
func takesAll() *fake {
	return newFake(func(s *fakeSocket, c *socket.Call) error {
		switch {
		case c.Op == socket.OpSend || c.Op == socket.OpSendTo:
			c.N = len(c.Buf)
		case c.Op.Reads() && c.Timeout == 0:
			return socket.EAGAIN
		case c.Op.Reads():
			<-s.closed
			return net.ErrClosed
		}
		return nil
	})
}

// allWait is a fake whose sockets' calls all wait.
func allWait() *fake {
	return newFake(func(s *fakeSocket, c *socket.Call) error {
		if c.Timeout == 0 {
			return socket.EAGAIN
		}
		<-s.closed
		return net.ErrClosed
	})
}

func (f *fake) Socket(socket.Family, socket.Type, int) (socket.Handle, error) {
	s := &fakeSocket{stack: f, closed: make(chan struct{}), late: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open[s] = struct{}{}
	return s, nil
}

func (f *fake) Resolve(ctx context.Context, _ string) ([]netip.Addr, error) {
	if f.resolve != nil {
		return nil, f.resolve(ctx)
	}
	return nil, errors.New("no names here")
}

func (f *fake) Close() error { return nil }

func (f *fake) sockets() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.open)
}

type fakeSocket struct {
	stack  *fake
	once   sync.Once
	closed chan struct{}
	late   chan struct{} // closed by a deadline of writes
	passed sync.Once
}

func (s *fakeSocket) Do(c *socket.Call) error { return s.stack.do(s, c) }

// SetDeadline sets deadlines of writes only, and for good.
func (s *fakeSocket) SetDeadline(_, write *time.Time) error {
	if write != nil && !write.IsZero() {
		time.AfterFunc(time.Until(*write), func() { s.passed.Do(func() { close(s.late) }) })
	}
	return nil
}

func (s *fakeSocket) Close() error {
	s.once.Do(func() {
		close(s.closed)
		s.stack.mu.Lock()
		defer s.stack.mu.Unlock()
		delete(s.stack.open, s)
	})
	return nil
}
