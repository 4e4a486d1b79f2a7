package trace

import "sync"

// Memory is a Sink that keeps every event. Its zero value is ready to use.
type Memory struct {
	mu     sync.Mutex
	events []Event
}

var _ Sink = (*Memory)(nil)

// Event keeps a copy of e.
func (m *Memory) Event(e *Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, e.Clone())
}

// Events returns the events so far. They must not be changed.
func (m *Memory) Events() []Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.events[:len(m.events):len(m.events)]
}
