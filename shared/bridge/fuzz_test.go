package bridge_test

import (
	"io"
	"runtime"
	"testing"

	"github.com/socketlab/socketlab/shared/socket"
)

// FuzzServe lets a client say anything in the stream of a socket, and in its
// data stream: the server neither panics nor keeps a socket.
func FuzzServe(f *testing.F) {
	if runtime.GOOS == "js" {
		f.Skip("yamux's own readers spin while it closes: where there is one thread, for ever")
	}
	header := []byte{1, 1}
	opened := append(header, frame(1, 1, []byte{byte(socket.AF_INET), byte(socket.SOCK_DGRAM), 0})...)
	f.Add(opened, []byte{0, 0, 0, 1, 0})
	f.Add(append(opened, frame(2, 2, []byte{6, 0, 0, 0, 1, 0, 0, 'x'})...), []byte("bytes"))
	f.Add(append(opened, frame(6, 2, []byte{0, 0, 0, 7, 2, 0, 0, 0, 1, 0, 0})...), []byte{})
	f.Add(append(opened, frame(7, 0, []byte{2})...), []byte{0, 0, 0, 5, 0, 0, 'a', 'b', 'c'})
	f.Add(append(opened, frame(4, 3, []byte{2})...), []byte{0xff})
	f.Add([]byte{1, 3, 0, 0, 0, 1, 2, 0, 0, 0, 1, 'h'}, []byte{})
	f.Fuzz(func(t *testing.T, calls, data []byte) {
		s := serveStuck()
		mux := s.yamux(t)
		stream, err := mux.OpenStream()
		if err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, stream)
		stream.Write(calls)
		if second, err := mux.OpenStream(); err == nil {
			id := stream.StreamID()
			second.Write(append([]byte{1, 4, byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)}, data...))
			go io.Copy(io.Discard, second)
		}
		if last, err := mux.OpenStream(); err == nil { // so that all has arrived
			last.Write(append([]byte{1, 3}, frame(2, 1, []byte("h"))...))
			io.Copy(io.Discard, last)
		}
		mux.Close()
		s.Close()
		<-s.ended
		if n := s.stack.sockets(); n != 0 {
			t.Errorf("%d sockets are left", n)
		}
	})
}
