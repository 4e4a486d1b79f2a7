package bridge_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

// serve serves a Stack over a pipe until the test ends, and returns the other end.
func serve(t testing.TB, st socket.Stack) net.Conn {
	near, far := net.Pipe()
	served := make(chan struct{})
	go func() {
		bridge.Serve(far, st)
		close(served)
	}()
	t.Cleanup(func() {
		near.Close()
		<-served
		st.Close()
	})
	return near
}

func bridged(t testing.TB, st socket.Stack) *bridge.Stack {
	b, err := bridge.New(serve(t, st))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// TestLessons plays each lesson in memory and over a bridge to memory.
func TestLessons(t *testing.T) {
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) {
			n := lessontest.NewNetwork()
			far := lessontest.Net{Name: "bridge", Stack: func(t testing.TB, _ string) socket.Stack { return bridged(t, n.Stack()) }}
			lessontest.Run(t, l, lessontest.Memory(), far)
		})
	}
}

// TestTooManySockets makes more sockets than a session may have, and accepts one.
func TestTooManySockets(t *testing.T) {
	f := takesAll()
	takes := f.do
	f.do = func(s *fakeSocket, c *socket.Call) error {
		if c.Op != socket.OpAccept {
			return takes(s, c)
		}
		c.Accepted, _ = f.Socket(0, 0, 0)
		return nil
	}
	st := bridged(t, f)
	var err error
	var last socket.Handle
	n := 0
	for ; n < 2000 && err == nil; n++ {
		var h socket.Handle
		if h, err = st.Socket(socket.AF_INET, socket.SOCK_STREAM, 0); err == nil {
			last = h
		}
	}
	const want = "the bridge allows a session 1024 sockets: too many open files in this process (EMFILE)"
	if !errors.Is(err, socket.EMFILE) || err.Error() != want || n != 1025 {
		t.Errorf("socket %d fails with %v, want the 1025th with %s", n, err, want)
	}
	if err := last.Do(&socket.Call{Op: socket.OpAccept, Timeout: socket.NoTimeout}); !errors.Is(err, socket.EMFILE) || err.Error() != want {
		t.Errorf("accept fails with %v, want %s", err, want)
	}
	if n := f.sockets(); n != 1024 {
		t.Errorf("%d sockets are open, want 1024", n)
	}
}

func TestBridgeGone(t *testing.T) {
	conn := serve(t, lessontest.NewNetwork().Stack())
	st, err := bridge.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error)
	go func() { _, err := s.Recv(1); failed <- err }()
	conn.Close()
	if err := <-failed; !errors.Is(err, socket.ENETDOWN) {
		t.Errorf("a call that waits fails with %v, want ENETDOWN", err)
	}
	<-st.Done()
	if _, err := socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, 0); !errors.Is(err, socket.ENETDOWN) {
		t.Errorf("a later call fails with %v, want ENETDOWN", err)
	}
	st.Close()
}

// TestBadStreams sends what no client sends: each ends the session.
func TestBadStreams(t *testing.T) {
	opened := append([]byte{1, 1}, frame(1, 1, []byte{byte(socket.AF_INET), byte(socket.SOCK_DGRAM), 0})...)
	after := func(b ...byte) []byte { return append(opened[:len(opened):len(opened)], b...) }
	for _, test := range []struct {
		name string
		send []byte
	}{
		{"unknown stream", []byte{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}},
		{"unknown kind of stream", append([]byte{1, 9}, frame(1, 1, nil)...)},
		{"no open", append([]byte{1, 1}, frame(2, 1, nil)...)},
		{"frame too long", after(0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 1)},
		{"unknown kind of frame", after(frame(99, 1, nil)...)},
		{"call cut short", after(frame(2, 1, []byte{6})...)},
		{"receive too much", after(frame(2, 1, []byte{8, 0, 0, 0, 1, 0, 0x80, 0x80, 0x80, 0x80, 1})...)},
		{"deadline cut short", after(frame(3, 0, nil)...)},
		{"batch that receives", after(frame(6, 1, []byte{0, 0, 0, 7, 8, 0, 0, 0, 1, 0, 0})...)},
		{"end cut short", after(frame(7, 0, nil)...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serveStuck()
			mux := s.yamux(t)
			stream, err := mux.OpenStream()
			if err != nil {
				t.Fatal(err)
			}
			stream.Write(test.send)
			s.freed(t, "bridge: the client broke the protocol: malformed frame")
			mux.Close()
		})
	}
}

// TestVersion speaks another version of the format: the error says which.
func TestVersion(t *testing.T) {
	s := serveStuck()
	mux := s.yamux(t)
	stream, err := mux.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	stream.Write([]byte{2, 1})
	err = <-s.ended
	const want = "bridge: another version of the wire format: the client's is 2, the server's 1"
	if !errors.Is(err, bridge.ErrVersion) || err.Error() != want {
		t.Errorf("the session ends with %v, want %s", err, want)
	}
	mux.Close()
}

// TestRefusedOpens fails opens without harm to the session.
func TestRefusedOpens(t *testing.T) {
	s := serveStuck()
	mux := s.yamux(t)
	for name, send := range map[string][]byte{
		"open cut short": append([]byte{1, 1}, frame(1, 1, []byte{1})...),
		"unknown token":  append([]byte{1, 2}, frame(1, 1, make([]byte, 8))...),
	} {
		stream, err := mux.OpenStream()
		if err != nil {
			t.Fatal(err)
		}
		stream.Write(send)
		if b, err := io.ReadAll(stream); err != nil || len(b) == 0 {
			t.Errorf("%s: answered with %q, %v", name, b, err)
		}
		stream.Close()
	}
	open(t, mux, true) // the session goes on
	mux.Close()
	s.freed(t, "")
}

func frame(kind byte, id uint32, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = binary.BigEndian.AppendUint32(append(b, kind), id)
	return append(b, body...)
}
