package bridge

import (
	"context"
	"encoding/binary"
	"io"
	"time"

	"github.com/hashicorp/yamux"
	"github.com/socketlab/socketlab/shared/socket"
)

// Bounds of a session; spec.md states them.
const (
	maxSockets  = 1024
	maxCalls    = 64 // of one socket at once
	maxLookups  = 16 // at once
	claimWithin = 30 * time.Second
	lookWithin  = 10 * time.Second
)

// Serve performs the calls that come over conn on st until conn ends, which it
// closes. Then it closes the sockets that were made for it, not st, and returns.
// How the connection ended is not told: the sockets are closed either way.
func Serve(conn io.ReadWriteCloser, st socket.Stack) {
	t := newTransport(conn)
	mux, err := yamux.Server(t, config())
	if err != nil {
		panic(err) // config is wrong: no input leads here
	}
	s := &session{
		stack: st, transport: t, open: make(map[uint32]*exported), tokens: make(map[[8]byte]*claim),
		lookups: make(chan struct{}, maxLookups),
	}
	for {
		stream, err := mux.AcceptStream()
		if err != nil {
			t.Close()
			mux.Close()
			s.end()
			return
		}
		s.streams.Go(func() {
			t.add(stream)
			defer t.remove(stream)
			defer stream.Close()
			s.serve(stream)
		})
	}
}

// serve serves one stream. A stream that breaks the format is ended.
func (s *session) serve(stream *yamux.Stream) {
	var header [2]byte
	if _, err := io.ReadFull(stream, header[:]); err != nil || header[0] != version {
		return
	}
	if header[1] == streamData {
		s.splice(stream)
		return
	}
	first, err := readFrame(stream)
	if err != nil {
		return
	}
	out := &frameWriter{transport: s.transport, stream: stream}
	if header[1] == streamResolve {
		s.resolve(out, first)
		return
	}
	if first.kind != frameOpen {
		return
	}
	handle, err := s.make(header[1], first.body)
	if e := out.write(frameReply, first.id, func(b []byte) []byte {
		return appendReply(b, &socket.Call{}, [8]byte{}, err)
	}); err != nil || e != nil {
		if handle != nil {
			s.drop(handle)
		}
		return
	}
	x := &exported{session: s, handle: handle, out: out}
	if s.add(stream.StreamID(), x) {
		x.serve(stream)
		s.remove(stream.StreamID())
	}
	x.end()
	s.release()
	x.calls.Wait()
}

// splice serves the data stream of a socket.
func (s *session) splice(stream *yamux.Stream) {
	var id [4]byte
	if _, err := io.ReadFull(stream, id[:]); err != nil {
		return
	}
	if x := s.find(binary.BigEndian.Uint32(id[:])); x != nil {
		x.splice(stream)
	}
}

// make creates a socket, or hands out an accepted one.
func (s *session) make(kind byte, body []byte) (socket.Handle, error) {
	d := decoder{b: body}
	switch kind {
	case streamAccepted:
		var token [8]byte
		copy(token[:], d.take(8))
		return s.claim(token)
	case streamSocket:
		f, t, proto := socket.Family(d.byte()), socket.Type(d.byte()), d.int()
		if d.err() != nil {
			return nil, d.err()
		}
		if !s.reserve() {
			return nil, socket.EMFILE
		}
		h, err := s.stack.Socket(f, t, proto)
		if err != nil {
			s.release()
			return nil, err
		}
		return h, nil
	}
	return nil, errMalformed
}

// resolve answers with a host's addresses.
func (s *session) resolve(out *frameWriter, f frame) {
	s.lookups <- struct{}{}
	defer func() { <-s.lookups }()
	ctx, cancel := context.WithTimeout(context.Background(), lookWithin)
	defer cancel()
	ips, err := s.stack.Resolve(ctx, string(f.body))
	var list []byte
	for _, ip := range ips[:min(len(ips), 64)] {
		list = append(append(list, byte(ip.BitLen()/8)), ip.AsSlice()...)
	}
	out.write(frameReply, f.id, func(b []byte) []byte {
		return appendReply(b, &socket.Call{Op: socket.OpRecv, Buf: list, N: len(list)}, [8]byte{}, err)
	})
}
