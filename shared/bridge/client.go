package bridge

import (
	"context"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// A Stack is the client's side: its sockets live on the far side of a
// connection. When that ends, every call fails with ENETDOWN.
type Stack struct {
	mux       *yamux.Session
	transport *transport
	drain     time.Duration // what Close waits at most

	mu     sync.Mutex
	open   map[*remote]struct{}
	closed bool
}

var _ socket.Stack = (*Stack)(nil)

// New returns a Stack over conn, which it closes at the end.
func New(conn io.ReadWriteCloser) (*Stack, error) {
	t := newTransport(conn, nil)
	mux, err := yamux.Client(t, config())
	if err != nil {
		return nil, err
	}
	return &Stack{mux: mux, transport: t, drain: drainTimeout + time.Second, open: make(map[*remote]struct{})}, nil
}

// Done is closed when the connection has ended.
func (st *Stack) Done() <-chan struct{} { return st.mux.CloseChan() }

// Socket creates a socket on the far side.
func (st *Stack) Socket(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	r, err := st.begin(streamSocket, f, t)
	if err != nil {
		return nil, err
	}
	go r.read()
	if err := r.request(frameOpen, &socket.Call{}, opening(f, t, proto)); err != nil {
		r.end()
		return nil, err
	}
	return r, nil
}

// Start is Socket without the wait for the answer: a failure is that of the
// first call.
func (st *Stack) Start(f socket.Family, t socket.Type, proto int) (socket.Handle, error) {
	return st.start(streamSocket, f, t, opening(f, t, proto))
}

func opening(f socket.Family, t socket.Type, proto int) func([]byte) []byte {
	return func(b []byte) []byte {
		return appendVarint(append(b, byte(f), byte(t)), int64(proto))
	}
}

// start opens a stream and leaves the rest to its first frame, which goes out
// with the header and the open.
func (st *Stack) start(kind byte, f socket.Family, t socket.Type, open func([]byte) []byte) (*remote, error) {
	r, err := st.begin(kind, f, t)
	if err != nil {
		return nil, err
	}
	r.pending[unasked] = &pending{call: &socket.Call{}, opens: true, done: make(chan struct{})}
	r.out.before = appendFrame(r.out.before, frameOpen, unasked, open)
	go r.read()
	return r, nil
}

// begin opens a stream for a socket.
func (st *Stack) begin(kind byte, f socket.Family, t socket.Type) (*remote, error) {
	stream, err := st.mux.OpenStream()
	if err != nil {
		return nil, st.gone()
	}
	r := newRemote(st, stream, kind, f, t)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.closed {
		stream.Close()
		return nil, net.ErrClosed
	}
	st.open[r] = struct{}{}
	return r, nil
}

// gone is the error of calls after the end.
func (st *Stack) gone() error {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.closed {
		return net.ErrClosed
	}
	return &refusal{socket.ENETDOWN, "the bridge to the server is down"}
}

// Resolve asks the far side, whose sockets use the answer.
func (st *Stack) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	stream, err := st.mux.OpenStream()
	if err != nil {
		return nil, st.gone()
	}
	r := newRemote(st, stream, streamResolve, 0, 0)
	go r.read()
	defer r.end()
	defer context.AfterFunc(ctx, r.end)()
	c := socket.Call{Op: socket.OpRecv, Buf: make([]byte, 64*17)}
	if err := r.request(frameCall, &c, func(b []byte) []byte { return append(b, host...) }); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	d := decoder{b: c.Buf[:min(c.N, len(c.Buf))]}
	var ips []netip.Addr
	for len(d.b) > 0 {
		ip, ok := netip.AddrFromSlice(d.take(int(d.byte())))
		if !ok {
			return nil, errMalformed
		}
		ips = append(ips, ip)
	}
	return ips, nil
}

// Close ends the connection, and with it every socket. First it waits for
// those that were closed and whose bytes are still on their way.
func (st *Stack) Close() error {
	st.mu.Lock()
	st.closed = true
	all := slices.Collect(maps.Keys(st.open))
	st.mu.Unlock()
	for _, r := range all {
		r.fail(net.ErrClosed)
	}
	late, cancel := context.WithTimeout(context.Background(), st.drain)
	defer cancel()
	for _, r := range all {
		if r.closing.Load() {
			select {
			case <-r.over:
			case <-late.Done():
			}
		}
	}
	st.transport.Close()
	return st.mux.Close()
}

func (st *Stack) forget(r *remote) {
	st.mu.Lock()
	delete(st.open, r)
	st.mu.Unlock()
}
