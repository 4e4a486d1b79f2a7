package guard_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestSocketQuota: created and accepted sockets count, closed and failed ones
// do not.
func TestSocketQuota(t *testing.T) {
	st, f := guarded(t, "", "", guard.Quota{Sockets: 2})
	f.fail[socket.OpSocket] = socket.ENFILE
	for range 5 {
		st.Socket(socket.AF_INET, socket.SOCK_STREAM, 0)
	}
	delete(f.fail, socket.OpSocket)
	f.open = 0
	l := handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
	first := socket.Call{Op: socket.OpAccept}
	if err := l.Do(&first); err != nil {
		t.Fatal(err)
	}
	full := socket.Call{Op: socket.OpAccept}
	if err := l.Do(&full); !errors.Is(err, socket.EMFILE) || full.Accepted != nil || f.open != 2 {
		t.Errorf("the third socket: %v, %v, and %d are open; want EMFILE", err, full.Accepted, f.open)
	}
	if _, err := st.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0); !errors.Is(err, socket.EMFILE) {
		t.Errorf("the third socket: %v, want EMFILE", err)
	}
	if err := script(t, first.Accepted, "connect 10.0.0.1:1"); !errors.Is(err, socket.EACCES) {
		t.Errorf("an accepted socket's connect: %v, want EACCES", err)
	}
	first.Accepted.Close()
	first.Accepted.Close()
	handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
	if _, err := st.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0); !errors.Is(err, socket.EMFILE) {
		t.Errorf("closing twice made room for two: %v", err)
	}
}

func TestListenerQuota(t *testing.T) {
	st, f := guarded(t, "bind=*", "", guard.Quota{Listeners: 1})
	one, two := handle(t, st, socket.AF_INET, socket.SOCK_STREAM), handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
	f.fail[socket.OpListen] = socket.EADDRINUSE
	script(t, one, "listen", "listen")
	delete(f.fail, socket.OpListen)
	if err := script(t, one, "listen", "listen"); err != nil {
		t.Errorf("listen again: %v", err)
	}
	if err := script(t, two, "listen"); !errors.Is(err, socket.ENOBUFS) {
		t.Errorf("the second listener: %v, want ENOBUFS", err)
	}
	one.Close()
	if err := script(t, two, "listen"); err != nil {
		t.Errorf("after the first was closed: %v", err)
	}
}

// TestOptions: those that are known may be set, and to linger is not for long.
func TestOptions(t *testing.T) {
	st, _ := guarded(t, "", "", guard.Quota{})
	for option := socket.Option(1); option.Level() != 0; option++ {
		c := socket.Call{Op: socket.OpSetSockOpt, Option: option}
		if err := handle(t, st, socket.AF_INET, socket.SOCK_STREAM).Do(&c); err != nil {
			t.Errorf("%v: %v", option, err)
		}
	}
	linger := func(seconds int) (socket.Handle, error) {
		h := handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
		return h, h.Do(&socket.Call{Op: socket.OpSetSockOpt, Option: socket.SO_LINGER, Value: seconds})
	}
	if _, err := linger(5); !errors.Is(err, socket.EACCES) {
		t.Errorf("5 seconds: %v, want EACCES", err)
	}
	if _, err := linger(4); err != nil {
		t.Errorf("4 seconds: %v", err)
	}
}

// TestLingering: so many sockets may linger at once, accepted ones too.
func TestLingering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st, f := guarded(t, "", "", guard.Quota{})
		l := handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
		l.Do(&socket.Call{Op: socket.OpSetSockOpt, Option: socket.SO_LINGER, Value: 4})
		var conns []socket.Handle
		for range 18 {
			c := socket.Call{Op: socket.OpAccept}
			if err := l.Do(&c); err != nil {
				t.Fatal(err)
			}
			conns = append(conns, c.Accepted)
		}
		f.calls, f.hold = nil, make(chan struct{})
		for _, c := range conns {
			go c.Close()
			synctest.Wait()
		}
		if diff := cmp.Diff([]string{"setsockopt SO_LINGER", "setsockopt SO_LINGER"}, f.calls); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for range conns {
			f.hold <- struct{}{}
			synctest.Wait()
		}
	})
}
