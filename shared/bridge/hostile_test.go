package bridge_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// patience is how long what takes no time may take.
const patience = 10 * time.Second

// served is a session whose client is up to the test.
type served struct {
	net.Conn
	ended chan error
	stack *fake
}

func serveStuck() *served { return serveFake(stuck(), bridge.Times{}) }

func serveFake(f *fake, t bridge.Times) *served {
	near, far := net.Pipe()
	s := &served{near, make(chan error, 1), f}
	go func() { s.ended <- bridge.ServeIn(far, f, t) }()
	return s
}

func (s *served) yamux(t *testing.T) *yamux.Session {
	c := yamux.DefaultConfig()
	c.LogOutput, c.EnableKeepAlive = io.Discard, false
	c.MaxStreamWindowSize = 1 << 20
	mux, err := yamux.Client(s.Conn, c)
	if err != nil {
		t.Fatal(err)
	}
	return mux
}

// open opens a stuck socket, and a data stream to it if it is spliced.
func open(t *testing.T, mux *yamux.Session, spliced bool) (calls, data *yamux.Stream) {
	calls, err := mux.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	calls.Write(append([]byte{1, 1}, frame(1, 1, []byte{byte(socket.AF_INET), byte(socket.SOCK_STREAM), 0})...))
	if !spliced {
		return calls, nil
	}
	if _, _, err := receive(calls); err != nil { // so that the socket is there
		t.Fatal(err)
	}
	data, err = mux.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	id := calls.StreamID()
	data.Write([]byte{1, 4, byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)})
	return calls, data
}

// receive reads a frame.
func receive(r io.Reader) (kind byte, body []byte, err error) {
	var header [9]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, nil, err
	}
	body = make([]byte, binary.BigEndian.Uint32(header[:]))
	_, err = io.ReadFull(r, body)
	return header[4], body, err
}

// freed fails unless the session ends, for that reason, and leaves no socket.
func (s *served) freed(t *testing.T, reason string) {
	t.Helper()
	var err error
	select {
	case err = <-s.ended:
	case <-time.After(2 * patience):
		t.Fatalf("the session goes on for %v", 2*patience)
	}
	s.Close()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != reason {
		t.Errorf("the session ends with %q, want %q", got, reason)
	}
	if n := s.stack.sockets(); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
}

// TestGarbage sends what is no yamux: the session ends.
func TestGarbage(t *testing.T) {
	for seed := range uint64(50) {
		s := serveStuck()
		random := rand.NewChaCha8([32]byte{byte(seed)})
		b := make([]byte, 1+seed*100)
		random.Read(b)
		if seed%2 == 0 {
			b[0] = 0 // yamux's version
		}
		go io.Copy(io.Discard, s.Conn)
		s.Write(b)
		s.Close()
		<-s.ended
		if n := s.stack.sockets(); n != 0 {
			t.Errorf("seed %d: %d sockets are left", seed, n)
		}
	}
}

// TestFlood sends more than the sockets take: reading stops at the bound, the data
// streams that stand are discarded, and the session goes on.
func TestFlood(t *testing.T) {
	notInPages(t)
	s := serveFake(stuck(), bridge.Times{Stall: 200 * time.Millisecond})
	mux := s.yamux(t)
	const streams, fit = 100, 36 // a window is 1 MiB, of which a part is on its way to the socket
	faults := make(chan byte, streams)
	much := make([]byte, 2<<20)
	for range streams {
		calls, data := open(t, mux, true)
		go data.Write(much)
		go func() {
			if kind, _, err := receive(calls); err == nil {
				faults <- kind
			}
		}()
	}
	most := watchMemory()
	late := time.After(3 * patience)
	for n := range streams - fit {
		select {
		case kind := <-faults:
			if kind != 8 {
				t.Fatalf("the server says %d, want fault", kind)
			}
		case <-late:
			t.Fatalf("%d data streams are discarded, want %d", n, streams-fit)
		}
	}
	within(t, "another socket", func() { open(t, mux, true) })
	most.atMost(t, 32<<20)
	mux.Close()
	s.freed(t, "")
}

// TestClaims announces frames that never come.
func TestClaims(t *testing.T) {
	t.Parallel()
	notInPages(t)
	s := serveStuck()
	mux := s.yamux(t)
	var all []*yamux.Stream
	for range 900 {
		calls, _ := open(t, mux, false)
		all = append(all, calls)
	}
	for _, calls := range all {
		go calls.Write([]byte{0, 4, 0, 0, 2, 0, 0, 0, 1})
	}
	most := watchMemory()
	s.freed(t, "bridge: the client broke the protocol: it sent more than its sockets take")
	most.atMost(t, 64<<20)
	mux.Close()
}

// TestFramesCutShort announces frames and ends their streams: they do not add up.
func TestFramesCutShort(t *testing.T) {
	s := serveStuck()
	mux := s.yamux(t)
	for range 300 { // of 256 KiB each
		calls, _ := open(t, mux, false)
		calls.Write([]byte{0, 4, 0, 0, 2, 0, 0, 0, 1})
		calls.Close()
		io.Copy(io.Discard, calls) // until the server has ended it
	}
	open(t, mux, true)
	mux.Close()
	s.freed(t, "")
}

// TestManyStreams opens streams and says nothing on them.
func TestManyStreams(t *testing.T) {
	s := serveStuck()
	go io.Copy(io.Discard, s.Conn)
	failed := false
	for id := range uint32(10_000) {
		id = 2*id + 1
		_, err := s.Write([]byte{0, 1, 0, 1, byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id), 0, 0, 0, 0})
		if err != nil {
			failed = true
			break
		}
	}
	if !failed {
		t.Error("10,000 streams are taken")
	}
	s.freed(t, "bridge: the client broke the protocol: it opened too many streams")
}

// TestPings pings, which yamux answers: the session ends before it does.
func TestPings(t *testing.T) {
	for name, ping := range map[string][]byte{
		"ping":   {0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1},
		"answer": {0, 2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveStuck()
			s.Write(bytes.Repeat(ping, 10_000)) // nobody reads the answers
			s.SetReadDeadline(time.Now().Add(patience))
			if n, err := s.Read(make([]byte, 1)); err != io.EOF {
				t.Errorf("the session goes on: %d bytes, %v", n, err)
			}
			s.Close()
			s.freed(t, "bridge: the client broke the protocol: malformed frame")
		})
	}
}

// TestSilence opens a stream and does not say what for: it is ended.
func TestSilence(t *testing.T) {
	t.Parallel()
	s := serveStuck()
	mux := s.yamux(t)
	stream, err := mux.OpenStream()
	if err != nil {
		t.Fatal(err)
	}
	stream.Write([]byte{1})
	if n, err := stream.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the stream has %d bytes, %v; want its end", n, err)
	}
	stream.Close()
	mux.Close()
	s.freed(t, "")
}
