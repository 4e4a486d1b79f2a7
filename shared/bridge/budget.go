package bridge

import (
	"encoding/binary"
	"sync"
	"time"
)

const (
	// maxHeld is how many bytes a session may have sent that nobody has taken
	// yet. Beyond it nothing more is read from the session's connection.
	maxHeld = 32 << 20

	// maxStreams is how many streams a session may have: calls and data of its
	// sockets, and what is opening and closing.
	maxStreams = 2*maxSockets + 1024

	// maxSilent is how many of them may not have said what for yet: a
	// client that dials with all its sockets at once has as many.
	maxSilent = maxSockets + 256

	// forgotten is when yamux has given up a stream that only we have ended.
	forgotten = streamClose + time.Second
)

// A budget bounds the memory that a session's client can make the server use:
// what yamux keeps of the streams that are not read, and what waits to be sent.
type budget struct {
	frame headers       // of what is received
	stall time.Duration // how long a data stream may stand when too much is held

	mu      sync.Mutex
	taken   sync.Cond // of mu
	held    int64
	kept    int64     // of it, by calls that wait
	moved   time.Time // when something was taken last
	streams map[uint32]*received
	silent  int   // streams that have not said what for
	err     error // why the session is to end
	ended   bool
}

// A received is what a stream has received and is not read yet.
type received struct {
	bytes        int64
	since        time.Time // when it was read last, or had nothing to be read
	discard      func()    // of a data stream: has what stands, and what comes, thrown away
	said         bool      // what the stream is for
	ours, theirs bool      // which side has ended it
}

func newBudget(stall time.Duration) *budget {
	b := &budget{stall: stall, streams: make(map[uint32]*received)}
	b.taken.L = &b.mu
	b.frame.begun = b.begin
	return b
}

// wait waits while too much is held. When that lasts, what stands on the data
// stream that has stood longest goes.
func (b *budget) wait() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for full := time.Now(); b.held > maxHeld && !b.ended; {
		again, err := b.makeRoom(time.Now(), full)
		if err != nil {
			return err
		}
		late := false
		timer := time.AfterFunc(again, func() {
			b.mu.Lock()
			late = true
			b.taken.Broadcast()
			b.mu.Unlock()
		})
		for b.held > maxHeld && !late && !b.ended {
			b.taken.Wait()
		}
		timer.Stop()
	}
	return nil
}

// makeRoom has the data stream discarded that has stood longest, if that is long
// enough, and returns when to look again. It fails when nothing is taken any more
// and no data stream is why; full is since when too much is held.
func (b *budget) makeRoom(now, full time.Time) (again time.Duration, err error) {
	var oldest *received
	for _, s := range b.streams {
		if s.bytes > 0 && s.discard != nil && (oldest == nil || s.since.Before(oldest.since)) {
			oldest = s
		}
	}
	if oldest == nil {
		if b.moved.After(full) {
			full = b.moved
		}
		again = b.stall - now.Sub(full)
		if again <= 0 {
			return 0, ErrTooMuch
		}
		return again, nil
	}
	again = b.stall - now.Sub(oldest.since)
	if again <= 0 {
		go oldest.discard()
		oldest.discard = nil
		again = b.stall / 20 // until then it has gone
	}
	return again, nil
}

// stands is told of a data stream, and how to have what stands on it discarded.
func (b *budget) stands(id uint32, discard func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s := b.streams[id]; s != nil {
		s.discard = discard
	}
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
		if s.bytes == 0 {
			s.since = time.Now()
		}
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
	b.moved = time.Now()
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
		s.since = b.moved
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
	s.ours, s.discard = true, nil
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

func (b *budget) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	b.taken.Broadcast()
}
