package recording

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/trace"
)

// A Question is what a page asks, as JSON; kinds: parts, capture. The answer has its
// number. A run is lines of a JSON trace. For Wireshark a capture is best of one host:
//
//	{"kind":"capture","number":7,"a":"…","start":1000000000000,"host":"client"}
type Question struct {
	Kind   string `json:"kind"`
	Number int    `json:"number"`
	A      string `json:"a"`     // a run
	B      string `json:"b"`     // of parts: the other one
	Ports  [2]int `json:"ports"` // of parts: of both servers, if the lessons are not the same
	Start  int64  `json:"start"` // of capture: time 0, milliseconds since 1970; 0: nobody knows
	Host   string `json:"host"`  // of capture: whose interface; "" or left out: those of all hosts
}

// An Answer is what it is told.
type Answer struct {
	Kind   string `json:"kind"` // answer
	Number int    `json:"number"`
	Error  string `json:"error,omitempty"`

	// Of parts: the first events that differ, by their Seq, and both as text.
	// A run that has ended by then has 0.
	Same bool   `json:"same,omitempty"`
	A    int64  `json:"a,omitempty"`
	B    int64  `json:"b,omitempty"`
	Text string `json:"text,omitempty"`

	File []byte `json:"file,omitempty"` // of capture; base64 in JSON
}

// Ask answers a question.
func Ask(q Question) Answer {
	a := Answer{Kind: "answer", Number: q.Number}
	if err := a.answer(q); err != nil {
		a.Error = err.Error()
	}
	return a
}

func (a *Answer) answer(q Question) error {
	run, err := trace.ReadJSON(strings.NewReader(q.A))
	if err != nil {
		return err
	}
	switch q.Kind {
	case "parts":
		other, err := trace.ReadJSON(strings.NewReader(q.B))
		if err != nil {
			return err
		}
		a.part(parts(run, other, q.Ports))
		return nil
	case "capture":
		var file bytes.Buffer
		err := Capture(&file, run, time.UnixMilli(q.Start), q.Host)
		a.File = file.Bytes()
		return err
	}
	return fmt.Errorf("question of kind %q: the kinds are parts and capture", q.Kind)
}

// part says where two runs part.
func (a *Answer) part(d *trace.Difference) {
	if a.Same = d == nil; a.Same {
		return
	}
	if d.A != nil {
		a.A = d.A.Seq
	}
	if d.B != nil {
		a.B = d.B.Seq
	}
	a.Text = d.String()
}
