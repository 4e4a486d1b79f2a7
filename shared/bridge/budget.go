package bridge

import (
	"encoding/binary"
	"errors"
	"sync"
	"time"
)

const (
	// maxHeld is how many bytes a session may have sent that nobody has taken
	// yet. Beyond it nothing more is read from the session's connection.
	maxHeld = 32 << 20

	// stall is how long that may last, without a byte being taken.
	stall = 4 * time.Second

	// maxStreams is how many streams a session may have: calls and data of its
	// sockets, and what is opening and closing.
	maxStreams = 2*maxSockets + 1024

	// maxSilent is how many of them may not have said what for yet: a
	// client that dials with all its sockets at once has as many.
	maxSilent = maxSockets + 256

	// forgotten is when yamux has given up a stream that only we have ended.
	forgotten = streamClose + time.Second
)

var (
	errTooMuch = errors.New("it sent more than its sockets take")
	errTooMany = errors.New("it opened too many streams")
)

// A budget bounds the memory that a session's client can make the server use:
// what yamux keeps of the streams that are not read, and what waits to be sent.
type budget struct {
	frame headers // of what is received

	mu      sync.Mutex
	taken   sync.Cond // of mu
	held    int64
	streams map[uint32]*received
	silent  int   // streams that have not said what for
	err     error // why the session is to end
	ended   bool
}

// A received is what a stream has received and is not read yet.
type received struct {
	bytes        int64
	said         bool // what the stream is for
	ours, theirs bool // which side has ended it
}

func newBudget() *budget {
	b := &budget{streams: make(map[uint32]*received)}
	b.taken.L = &b.mu
	b.frame.begun = b.begin
	return b
}

// wait waits while too much is held.
func (b *budget) wait() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.held > maxHeld && !b.ended {
		before, late := b.held, false
		timer := time.AfterFunc(stall, func() {
			b.mu.Lock()
			late = true
			b.taken.Broadcast()
			b.mu.Unlock()
		})
		for b.held >= before && !late && !b.ended {
			b.taken.Wait()
		}
		timer.Stop()
		if late {
			return errTooMuch
		}
	}
	return nil
}

// read is told what comes over the connection.
func (b *budget) read(p []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.frame.add(p)
	return b.err
}

// begin counts a frame from its header on. A ping, which yamux would answer from
// a goroutine of its own, no client of ours sends.
func (b *budget) begin(header [12]byte) {
	const syn, fin, rst, ping = 1, 4, 8, 2
	if header[1] == ping {
		b.err = errMalformed
		return
	}
	flags, id := binary.BigEndian.Uint16(header[2:]), binary.BigEndian.Uint32(header[4:])
	if flags&syn != 0 && b.streams[id] == nil {
		b.streams[id] = new(received)
		b.silent++
		if len(b.streams) > maxStreams || b.silent > maxSilent {
			b.err = errTooMany
		}
	}
	s := b.streams[id]
	if s == nil {
		return
	}
	if header[1] == dataFrame {
		n := int64(binary.BigEndian.Uint32(header[8:]))
		s.bytes += n
		b.held += n
	}
	if flags&(fin|rst) != 0 {
		s.theirs = true
		b.forget(id, s)
	}
}

// forget ends the count of a stream that both sides have ended.
func (b *budget) forget(id uint32, s *received) {
	if s.ours && s.theirs {
		delete(b.streams, id)
		b.release(s.bytes)
	}
}

func (b *budget) release(n int64) {
	b.held -= n
	b.taken.Broadcast()
}

// opened is told that a stream has said what for.
func (b *budget) opened(id uint32) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.streams[id]; s != nil {
		b.said(s)
	}
}

func (b *budget) said(s *received) {
	if !s.said {
		s.said = true
		b.silent--
	}
}

// take is told how much of a stream was read.
func (b *budget) take(id uint32, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.streams[id]; s != nil {
		s.bytes -= int64(n)
		b.release(int64(n))
	}
}

// done is told that a stream is not read any more.
func (b *budget) done(id uint32) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.streams[id]
	if s == nil {
		return
	}
	s.ours = true
	b.said(s)
	b.forget(id, s)
	if !s.theirs {
		time.AfterFunc(forgotten, func() {
			b.mu.Lock()
			defer b.mu.Unlock()
			s.theirs = true
			if b.streams[id] == s {
				b.forget(id, s)
			}
		})
	}
}

// hold counts memory for what has been announced, if there may be so much.
func (b *budget) hold(n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held+int64(n) > 2*maxHeld {
		return errTooMuch
	}
	b.held += int64(n)
	return nil
}

func (b *budget) free(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.release(int64(n))
}

func (b *budget) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	b.taken.Broadcast()
}
