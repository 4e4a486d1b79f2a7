package play

import (
	"io"
	"sync"
)

// maxStdin is how many bytes may wait to be read.
const maxStdin = 1 << 20

// stdin is what a page's reader has typed and the program has not read yet.
type stdin struct {
	asks func() // is called when a Read begins to wait

	mu      sync.Mutex
	changed sync.Cond // of mu
	text    []byte
	ended   bool
}

func newStdin(asks func()) *stdin {
	s := &stdin{asks: asks}
	s.changed.L = &s.mu
	return s
}

// add adds text, and reports whether there was room for it.
func (s *stdin) add(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.text)+len(text) > maxStdin {
		return false
	}
	if !s.ended {
		s.text = append(s.text, text...)
		s.changed.Broadcast()
	}
	return true
}

func (s *stdin) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.changed.Broadcast()
}

// Read waits for something to read, or the end.
func (s *stdin) Read(b []byte) (int, error) {
	if s.empty() {
		s.asks()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.text) == 0 && !s.ended {
		s.changed.Wait()
	}
	if len(s.text) == 0 {
		return 0, io.EOF
	}
	n := copy(b, s.text)
	s.text = s.text[n:]
	return n, nil
}

// empty reports whether a Read would wait.
func (s *stdin) empty() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.text) == 0 && !s.ended
}

// Close ends a Read that waits: the run has ended.
func (s *stdin) Close() error {
	s.end()
	return nil
}
