package bridge

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/hashicorp/yamux"
)

// The wire format is spec.md's; names here are as there.

const version = 1

// Kinds of streams.
const (
	streamSocket byte = iota + 1
	streamAccepted
	streamResolve
	streamData
)

// Kinds of frames.
const (
	frameOpen byte = iota + 1
	frameCall
	frameDeadline
	frameClose
	frameReply
	frameBatch
	frameEnd
	frameFault
)

// What a fault is of.
const (
	faultSend = iota // sending to the socket failed
	faultBoth        // the data stream is refused
)

// unasked is the id of an open that is answered only if it fails.
const unasked = 0

const (
	headerSize = 9
	maxStream  = 64 << 10        // bytes of a stream that one call moves
	maxPacket  = 256 << 10       // bytes of a datagram
	maxBody    = maxPacket + 256 // what is not data fits the rest
)

// A frame is one message of a stream.
type frame struct {
	kind byte
	id   uint32
	body []byte
}

// readFrame reads a frame. Its body is in memory of its own, of whose size hold
// is told first; hold may be nil.
func readFrame(r io.Reader, hold func(n int) error) (frame, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return frame{}, err
	}
	size := binary.BigEndian.Uint32(header[:])
	if size > maxBody {
		return frame{}, fmt.Errorf("%w: %d bytes, the most is %d", errMalformed, size, maxBody)
	}
	if hold != nil {
		if err := hold(int(size)); err != nil {
			return frame{}, err
		}
	}
	f := frame{kind: header[4], id: binary.BigEndian.Uint32(header[5:]), body: make([]byte, size)}
	_, err := io.ReadFull(r, f.body)
	return f, err
}

// A frameWriter writes whole frames, from any goroutine.
type frameWriter struct {
	transport *transport
	stream    *yamux.Stream
	mu        sync.Mutex
	before    []byte // goes out with the first frame
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// write writes a frame whose body fill appends.
func (w *frameWriter) write(kind byte, id uint32, fill func([]byte) []byte) error {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	b := appendFrame((*buf)[:0], kind, id, fill)
	if cap(b) <= maxStream+1024 {
		*buf = b // longer ones are not worth keeping
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.before != nil {
		b = append(w.before, b...)
		w.before = nil
	}
	_, err := w.transport.send(w.stream, b)
	return err
}

func appendFrame(b []byte, kind byte, id uint32, fill func([]byte) []byte) []byte {
	at := len(b)
	b = append(b, make([]byte, headerSize)...)
	if fill != nil {
		b = fill(b)
	}
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-headerSize))
	b[at+4] = kind
	binary.BigEndian.PutUint32(b[at+5:], id)
	return b
}
