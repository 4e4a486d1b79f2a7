package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// version is that of the JSON form. New fields do not change it; readers
// ignore those they do not know.
const version = 1

// maxLine bounds a line of the JSON form, in bytes.
const maxLine = 16 << 20

// header is the first line.
type header struct {
	Socketlab string `json:"socketlab"`
	Version   int    `json:"version"`
}

// A JSONSink writes a header and then one event a line: see ReadJSON. Each
// line is one Write.
type JSONSink struct {
	mu    sync.Mutex
	enc   *json.Encoder
	begun bool
	err   error
}

var _ Sink = (*JSONSink)(nil)

// JSON returns a sink that writes lines of JSON to w.
func JSON(w io.Writer) *JSONSink {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &JSONSink{enc: enc}
}

// Event writes a line.
func (j *JSONSink) Event(e *Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.begin()
	j.encode(e)
}

// Flush writes the header of an empty trace, and returns the first error of writing.
func (j *JSONSink) Flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.begin()
	return j.err
}

func (j *JSONSink) begin() {
	if !j.begun {
		j.begun = true
		j.encode(header{"trace", version})
	}
}

func (j *JSONSink) encode(v any) {
	if err := j.enc.Encode(v); j.err == nil {
		j.err = err
	}
}

// ReadJSON reads what a JSONSink wrote. Empty lines are skipped. An error
// names the line, or the version that is not understood; the events before a
// bad line are returned with it.
func ReadJSON(r io.Reader) ([]Event, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var events []Event
	n := 1
	for ; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		switch {
		case n == 1:
			if err := readHeader(line); err != nil {
				return nil, err
			}
		case len(line) > 0:
			var e Event
			if err := json.Unmarshal(line, &e); err != nil {
				return events, fmt.Errorf("trace line %d: %w", n, err)
			}
			events = append(events, tidy(e))
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return events, fmt.Errorf("trace: a line is longer than %d bytes", maxLine)
	case err != nil:
		return events, fmt.Errorf("trace: %w", err)
	case n == 1:
		return nil, readHeader(nil)
	}
	return events, nil
}

// tidy makes empty lists nil, as they are recorded.
func tidy(e Event) Event {
	if len(e.Args) == 0 {
		e.Args = nil
	}
	if len(e.Bytes) == 0 {
		e.Bytes = nil
	}
	return e
}

func readHeader(line []byte) error {
	var h header
	if err := json.Unmarshal(line, &h); err != nil || h.Socketlab != "trace" {
		return fmt.Errorf(`trace line 1: no trace: it must begin with {"socketlab":"trace","version":%d}`, version)
	}
	if h.Version != version {
		return fmt.Errorf("trace line 1: version %d is not understood, only version %d", h.Version, version)
	}
	return nil
}
