package web

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

// bare is a Stack whose sockets do nothing. Each next one fails with what is in
// errs, as long as there is something.
type bare struct{ errs []error }

func (b *bare) Socket(socket.Family, socket.Type, int) (socket.Handle, error) {
	if len(b.errs) > 0 && b.errs[0] != nil {
		err := b.errs[0]
		b.errs = b.errs[1:]
		return nil, err
	}
	return &bareSocket{}, nil
}
func (*bare) Resolve(context.Context, string) ([]netip.Addr, error) { return nil, socket.EACCES }
func (*bare) Close() error                                          { return nil }

type bareSocket struct{ socket.Handle }

func (*bareSocket) Close() error { return nil }
func (*bareSocket) Do(c *socket.Call) error {
	if c.Op == socket.OpAccept {
		c.Accepted = &bareSocket{}
		return nil
	}
	return map[socket.Op]error{socket.OpConnect: socket.EACCES, socket.OpSend: socket.ECONNRESET, socket.OpRecv: socket.EAGAIN}[c.Op]
}

// TestMeter counts what is open and what is refused, of two stacks.
func TestMeter(t *testing.T) {
	g := newRegistry(9, 4)
	refused := map[socket.Errno]int{}
	made := func(errs ...error) *meter {
		s, err := g.begin("run", "here")
		if err != nil {
			t.Fatal(err)
		}
		return &meter{Stack: &bare{errs}, session: s, refused: func(e socket.Errno) { refused[e]++ }, log: slog.New(slog.DiscardHandler)}
	}
	a, b := made(), made(socket.ENOBUFS, socket.EPERM)
	expect := func(what string, want ...int64) {
		t.Helper()
		got := []int64{g.sockets.Load(), a.session.sockets.Load(), b.session.sockets.Load()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	open := func(m *meter, want error) socket.Handle {
		t.Helper()
		h, err := m.Socket(socket.AF_INET, socket.SOCK_STREAM, 0)
		if !errors.Is(err, want) {
			t.Errorf("socket: %v, want %v", err, want)
		}
		return h
	}
	one := open(a, nil)
	open(a, nil)
	expect("two", 2, 2, 0)
	open(b, socket.ENOBUFS)
	open(b, socket.EPERM)
	expect("two that failed", 2, 2, 0)
	other := open(b, nil)
	for op, want := range map[socket.Op]error{socket.OpConnect: socket.EACCES, socket.OpSend: socket.ECONNRESET, socket.OpRecv: socket.EAGAIN} {
		if err := other.Do(&socket.Call{Op: op}); err != want {
			t.Errorf("%v: %v, want %v", op, err, want)
		}
	}
	if err := other.Do(&socket.Call{Op: socket.OpAccept}); err != nil {
		t.Error(err)
	}
	expect("one accepted", 4, 2, 2)
	accept := &socket.Call{Op: socket.OpAccept}
	if err := other.Do(accept); !errors.Is(err, socket.EMFILE) || accept.Accepted != nil {
		t.Errorf("one accepted too many: %v, %v", err, accept.Accepted)
	}
	open(a, socket.EMFILE)
	one.Close()
	one.Close()
	expect("closed, twice", 3, 1, 2)
	b.Resolve(t.Context(), "host")
	b.Close()
	expect("a stack closed", 1, 1, 0)
	other.Close()
	open(b, socket.EMFILE)
	expect("afterwards", 1, 1, 0)
	want := map[socket.Errno]int{socket.EACCES: 2, socket.EMFILE: 3, socket.ENOBUFS: 1}
	if diff := cmp.Diff(want, refused); diff != "" {
		t.Error(diff)
	}
}
