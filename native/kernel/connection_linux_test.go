package kernel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/socket"
)

// Both ends of a connection, and its listener, with states and queues.
func TestConnections(t *testing.T) {
	st := kernel.New()
	defer st.Close()
	listener, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	must(t, err)
	must(t, listener.Bind(socket.Inet("127.0.0.1", 0)))
	must(t, listener.Listen(5))
	at, err := listener.GetSockName()
	must(t, err)
	client, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	must(t, err)
	must(t, client.Connect(at))
	own, err := client.GetSockName()
	must(t, err)

	type end struct { // acknowledgements may come late
		State      string
		Send, Recv int
	}
	ends := func() map[string]end {
		all, err := kernel.Connections(uint16(at.Port))
		must(t, err)
		by := make(map[string]end)
		for _, c := range all {
			var name string
			switch {
			case c.Info.State == "LISTEN":
				name = "listener"
			case c.Local.Port() == uint16(own.Port):
				name = "client"
			case c.Peer.Port() == uint16(own.Port):
				name = "server"
			default:
				continue // of another test that had the port: it stays in TIME-WAIT
			}
			by[name] = end{c.Info.State, c.SendQueue, c.RecvQueue}
		}
		return by
	}
	want := map[string]end{"listener": {"LISTEN", 5, 1}, "client": {"ESTABLISHED", 0, 0}, "server": {"ESTABLISHED", 0, 0}}
	until(t, "connected", want, ends)
	server, _, err := listener.Accept()
	must(t, err)
	_, err = client.Send([]byte("hello"))
	must(t, err)
	want = map[string]end{"listener": {"LISTEN", 5, 0}, "client": {"ESTABLISHED", 0, 0}, "server": {"ESTABLISHED", 0, 5}}
	until(t, "sent", want, ends)
	_, err = server.Recv(10)
	must(t, err)
	must(t, client.Shutdown(socket.SHUT_WR))
	want = map[string]end{"listener": {"LISTEN", 5, 0}, "client": {"FIN-WAIT-2", 0, 0}, "server": {"CLOSE-WAIT", 0, 1}}
	until(t, "shut down", want, ends)
	must(t, server.Close())
	want = map[string]end{"listener": {"LISTEN", 5, 0}, "client": {"TIME-WAIT", 0, 0}}
	until(t, "closed", want, ends)
}

// until waits for what is wanted.
func until[T any](t *testing.T, when string, want T, got func() T) {
	t.Helper()
	diff := cmp.Diff(want, got())
	for start := time.Now(); diff != "" && time.Since(start) < 5*time.Second; diff = cmp.Diff(want, got()) {
	}
	if diff != "" {
		t.Errorf("%s:\n%s", when, diff)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
