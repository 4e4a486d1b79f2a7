package guard_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// fake is a Stack that does whatever it is told, and remembers.
type fake struct {
	hosts
	lookups []string
	open    int
	calls   []string // what reached a handle: "connect 10.0.0.1:80"
	fail    map[socket.Op]error
	hold    chan struct{} // if not nil, close waits for it
}

func (f *fake) Socket(socket.Family, socket.Type, int) (socket.Handle, error) {
	f.open++
	return &fakeHandle{f, false}, f.fail[socket.OpSocket]
}

func (f *fake) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	f.lookups = append(f.lookups, host)
	return f.hosts.Resolve(ctx, host)
}

func (f *fake) Close() error { return nil }

type fakeHandle struct {
	st      *fake
	spliced bool
}

func (h *fakeHandle) Do(c *socket.Call) error {
	text := c.Op.String()
	if !c.Addr.IsZero() {
		text += " " + c.Addr.String()
	}
	if c.Op == socket.OpSetSockOpt {
		text += " " + c.Option.String()
	}
	h.st.calls = append(h.st.calls, text)
	if err := h.st.fail[c.Op]; err != nil {
		return err
	}
	if c.Op == socket.OpAccept {
		h.st.open++
		c.Accepted, c.Addr = &fakeHandle{h.st, false}, socket.Inet("127.0.0.1", 9)
	}
	return nil
}

func (h *fakeHandle) Splice()                                  { h.spliced = true }
func (h *fakeHandle) Fileno() int                              { return 7 }
func (h *fakeHandle) SetDeadline(read, write *time.Time) error { return nil }

func (h *fakeHandle) Close() error {
	if h.st.hold != nil {
		<-h.st.hold
	}
	h.st.open--
	return nil
}

// guarded returns a guard of those rules, with its names resolved, and what is
// behind it.
func guarded(t testing.TB, allow, deny string, q guard.Quota) (*guard.Stack, *fake) {
	f := &fake{hosts: hosts{"nas": {"192.168.1.9", "2001:db8::9"}, "mapped": {"::ffff:192.168.1.7"}, "inside": {"127.0.0.1"},
		"both": {"192.168.1.8", "10.9.9.9"}, "away": {"10.9.9.9"}}, fail: map[socket.Op]error{}}
	p, err := guard.Policy{Allow: rules(t, allow), Deny: rules(t, deny)}.Resolve(context.Background(), f.hosts)
	if err != nil {
		t.Fatal(err)
	}
	return guard.New(f, p, q, nil), f
}

// handle creates a socket that the guard lets through.
func handle(t testing.TB, st socket.Stack, f socket.Family, typ socket.Type) socket.Handle {
	t.Helper()
	h, err := st.Socket(f, typ, 0)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func familyOf(a socket.Addr) socket.Family {
	switch {
	case a.Path != "":
		return socket.AF_UNIX
	case a.IP.Is4():
		return socket.AF_INET
	}
	return socket.AF_INET6
}
