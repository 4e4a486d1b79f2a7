package trace

import (
	"slices"
	"time"
)

// A Kind says what an event is about.
type Kind string

// The kinds of events.
const (
	KindEnter  Kind = "enter"  // a call begins
	KindReturn Kind = "return" // and ends; Enter is the Seq of its beginning
	KindPacket Kind = "packet" // a packet on a link
	KindTCP    Kind = "tcp"    // the state of one end of a TCP connection
	KindState  Kind = "state"  // something about the run as a whole, in Text
	KindStdin  Kind = "stdin"  // what a host's user typed, in Text
	KindStdout Kind = "stdout" // what a host's program printed, in Text
)

// An Event is one entry of a trace. Its fields are plain strings and numbers,
// so that events can be compared, stored and sent anywhere. Addresses are in
// the form of socket.Addr.String: "127.0.0.1:8080", "[::1]:8080", or a path.
type Event struct {
	Seq   int64         `json:"seq"` // 1 is the first
	Kind  Kind          `json:"kind"`
	Time  time.Duration `json:"time"`            // since the start; nanoseconds in JSON
	Clock string        `json:"clock,omitempty"` // wall, virtual or paced: see Config
	Host  string        `json:"host,omitempty"`
	Sock  string        `json:"sock,omitempty"` // "s1", accepted "s1.1"; "" where a host has none yet

	Call    string        `json:"call,omitempty"`    // the system call's name; of a state, its name
	Args    []Arg         `json:"args,omitempty"`    // enter only
	Timeout time.Duration `json:"timeout,omitempty"` // enter: how long the call may wait; -1 for ever, 0 not at all
	Result  string        `json:"result,omitempty"`  // a count, a new socket's name, an address, an option's value
	End     bool          `json:"end,omitempty"`     // recv found the end of the stream
	Got     string        `json:"got,omitempty"`     // flags that a receive returned: MSG_TRUNC
	Errno   string        `json:"errno,omitempty"`   // ECONNREFUSED; a timeout has none
	Err     string        `json:"err,omitempty"`     // the error's text

	// What is sent is in the enter event, what is received in the return.
	// The return of a send that took only some of the bytes has Len, and
	// Hash, of those.
	Bytes []byte `json:"bytes,omitempty"` // at most Config.Cap of them; base64 in JSON
	Len   int    `json:"len,omitempty"`   // bytes in all
	Hash  string `json:"hash,omitempty"`  // of all Len bytes, where that is more than Config.Cap
	Text  string `json:"text,omitempty"`  // of stdin, stdout and states

	// Where a call made them known: the socket's own address and its
	// peer's; of accept, the accepted socket's; of recvfrom, the sender.
	Local string `json:"local,omitempty"`
	Peer  string `json:"peer,omitempty"`

	Packet *Packet `json:"packet,omitempty"` // of a packet's event
	TCP    *TCP    `json:"tcp,omitempty"`    // of a TCP event

	Step  string `json:"step,omitempty"`  // the lesson's step that made the call
	Line  int    `json:"line,omitempty"`  // and its line
	Enter int64  `json:"enter,omitempty"` // return: Seq of the enter event
	Msg   int64  `json:"msg,omitempty"`   // the message that the event belongs to; 0 is unknown
}

// An Arg is one argument of a call. Names: family type proto, addr, backlog,
// size, how, level option value, flags.
type Arg struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Arg returns the value of the argument of that name, or "".
func (e *Event) Arg(name string) string {
	for _, a := range e.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Clone returns a copy that shares nothing with e.
func (e *Event) Clone() Event {
	c := *e
	c.Args = slices.Clone(e.Args)
	c.Bytes = slices.Clone(e.Bytes)
	if e.Packet != nil {
		p := *e.Packet
		if p.Segment != nil {
			segment := *p.Segment
			p.Segment = &segment
		}
		c.Packet = &p
	}
	if e.TCP != nil {
		t := *e.TCP
		c.TCP = &t
	}
	return c
}

// A Sink takes events. Event is called in the order of Seq, under the
// recorder's lock: it must not call the recorder, and must neither keep nor
// change the event, its Args or its Bytes, which are the recorder's and the
// program's own memory. A Sink with a method Flush() error has it called by
// Recorder.Close.
type Sink interface {
	Event(*Event)
}
