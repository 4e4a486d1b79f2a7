package trace

import (
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// Config is how to record. Its zero value records for no one.
type Config struct {
	Sinks []Sink
	Cap   int                  // bytes kept of each event; 0 means DefaultCap
	Clock func() time.Duration // time since the start; nil is wall time since New

	// Start is time 0 on the clock that Packet.At is of; zero: now.
	Start time.Time

	// Virtual says that Clock is not wall time. Paced says that it passes as
	// wall time does, faster or slower: times differ a little from run to run.
	Virtual, Paced bool

	// Stuck is how long nothing must happen, in wall time, before a run in
	// which every host waits is said to be stuck; 0 means 2 s, or 10 s if Paced; a negative
	// value never. Mark hosts as Busy while a run is paused.
	Stuck time.Duration
}

// DefaultCap is how many bytes of an event are kept unless Config says otherwise.
const DefaultCap = 1024

const (
	defaultStuck = 2 * time.Second
	pacedStuck   = 10 * time.Second // for TCP may wait for seconds before it sends again
)

// A Recorder numbers the events of one run and hands them to its sinks.
type Recorder struct {
	sinks  []Sink
	cap    int
	clock  func() time.Duration
	kind   string    // of the clock
	start  time.Time // wall time
	origin time.Time // of Packet.At

	mu      sync.Mutex
	seq     int64
	event   Event // the one being recorded: sinks do not keep it, so one is enough
	args    [6]Arg
	numbers cache[int]
	addrs   cache[socket.Addr]
	hosts   []*Host
	watch   watch
	closed  bool
}

// New returns a recorder. Close it to flush its sinks.
func New(c Config) *Recorder {
	r := &Recorder{sinks: c.Sinks, cap: c.Cap, clock: c.Clock, kind: "wall", start: time.Now()}
	if r.origin = c.Start; r.origin.IsZero() {
		r.origin = r.start
	}
	if r.cap <= 0 {
		r.cap = DefaultCap
	}
	switch {
	case c.Paced:
		r.kind = "paced"
	case c.Virtual:
		r.kind = "virtual"
	}
	r.watch.after = c.Stuck
	switch {
	case c.Stuck != 0:
	case c.Paced:
		r.watch.after = pacedStuck
	default:
		r.watch.after = defaultStuck
	}
	return r
}

// Host returns the host of that name, the same one each time.
func (r *Recorder) Host(name string) *Host {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range r.hosts {
		if h.name == name {
			return h
		}
	}
	h := &Host{rec: r, name: name, waits: make(map[int64]wait)}
	r.hosts = append(r.hosts, h)
	return h
}

// Close flushes the sinks and stops recording. The stacks stay usable.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil
	}
	r.closed = true
	r.watch.stop()
	var errs []error
	for _, s := range r.sinks {
		if f, ok := s.(interface{ Flush() error }); ok {
			errs = append(errs, f.Flush())
		}
	}
	return errors.Join(errs...)
}

// begin starts the next event. The caller holds the lock, and ends with emit.
func (r *Recorder) begin(k Kind, host, sock string) *Event {
	r.seq++
	now := time.Since(r.start)
	r.watch.last = now
	if r.clock != nil {
		now = r.clock()
	}
	e := &r.event
	*e = Event{Seq: r.seq, Kind: k, Time: now, Clock: r.kind, Host: host, Sock: sock, Args: r.args[:0]}
	return e
}

// emit hands the event to the sinks.
func (r *Recorder) emit(e *Event) {
	if r.closed {
		return
	}
	if len(e.Args) == 0 {
		e.Args = nil
	}
	for _, s := range r.sinks {
		s.Event(e)
	}
	if !r.watch.armed {
		r.arm()
	}
}

// text records a line that is not about a call.
func (r *Recorder) text(k Kind, host, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.begin(k, host, "")
	e.Text = text
	r.emit(e)
}

func (r *Recorder) number(n int) string          { return r.numbers.text(n, strconv.Itoa) }
func (r *Recorder) addr(addr socket.Addr) string { return r.addrs.text(addr, socket.Addr.String) }

// A cache keeps the text of values that come again and again, such as sizes
// and addresses, which would otherwise be allocated for each call.
type cache[K comparable] struct{ texts map[K]string }

const cacheSize = 1024

func (c *cache[K]) text(k K, format func(K) string) string {
	if s, ok := c.texts[k]; ok {
		return s
	}
	if c.texts == nil || len(c.texts) >= cacheSize {
		c.texts = make(map[K]string)
	}
	s := format(k)
	c.texts[k] = s
	return s
}
