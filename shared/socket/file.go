package socket

import (
	"bufio"
	"io"
)

// MakeFile returns a buffered reader and writer over the socket, as Python's
// makefile does: ReadString('\n') is readline. What is written goes out at
// Flush. Closing the socket is still the caller's.
func (s *Socket) MakeFile() *bufio.ReadWriter {
	f := file{s}
	return bufio.NewReadWriter(bufio.NewReader(f), bufio.NewWriter(f))
}

// file is a socket as an io.ReadWriter: the end of a stream is io.EOF.
type file struct{ s *Socket }

func (f file) Read(b []byte) (int, error) {
	n, err := f.s.RecvInto(b)
	if n == 0 && err == nil && len(b) > 0 && f.s.endsAtZero() {
		return 0, io.EOF
	}
	return n, err
}

func (f file) Write(b []byte) (int, error) {
	if err := f.s.SendAll(b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// endsAtZero reports whether receiving nothing means the end: datagrams may be
// empty, streams and records end so.
func (s *Socket) endsAtZero() bool {
	return s.typ == SOCK_STREAM || s.typ == SOCK_SEQPACKET
}
