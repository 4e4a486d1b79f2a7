package bridge_test

import (
	"context"
	"sync"
	"testing"

	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// FuzzServe lets a client say anything in the stream of a socket, and in its
// data stream: the server neither panics nor keeps a socket. Nobody reads: a reader
// that yamux closes the session of spins.
func FuzzServe(f *testing.F) {
	header := []byte{1, 1}
	opened := append(header, frame(1, 1, []byte{byte(socket.AF_INET), byte(socket.SOCK_DGRAM), 0})...)
	f.Add(opened, []byte{0, 0, 0, 1, 0})
	f.Add(append(opened, frame(2, 2, []byte{6, 0, 0, 0, 1, 0, 0, 'x'})...), []byte("bytes"))
	f.Add(append(opened, frame(6, 2, []byte{0, 0, 0, 7, 2, 0, 0, 0, 1, 0, 0})...), []byte{})
	f.Add(append(opened, frame(7, 0, []byte{2})...), []byte{0, 0, 0, 5, 0, 0, 'a', 'b', 'c'})
	f.Add(append(opened, frame(4, 3, []byte{2})...), []byte{0xff})
	f.Add([]byte{1, 3, 0, 0, 0, 1, 2, 0, 0, 0, 1, 'h'}, []byte{})
	f.Fuzz(func(t *testing.T, calls, data []byte) {
		var once sync.Once
		looked := make(chan struct{})
		st := stuck()
		st.resolve = func(context.Context) error {
			once.Do(func() { close(looked) })
			return nil
		}
		s := serveFake(st, bridge.Times{})
		mux := s.yamux(t)
		stream, err := mux.OpenStream()
		if err != nil {
			t.Fatal(err)
		}
		stream.Write(calls)
		if second, err := mux.OpenStream(); err == nil {
			id := stream.StreamID()
			second.Write(append([]byte{1, 4, byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)}, data...))
		}
		if last, err := mux.OpenStream(); err == nil { // so that all has arrived
			last.Write(append([]byte{1, 3}, frame(2, 1, []byte("h"))...))
			select {
			case <-looked:
			case why := <-s.ended:
				s.ended <- why
			}
		}
		mux.Close()
		s.Close()
		<-s.ended
		if n := s.stack.sockets(); n != 0 {
			t.Errorf("%d sockets are left", n)
		}
	})
}
