package play

import "encoding/json"

// A Message is what goes between a page and a Player, as JSON; messages.md
// says which fields each kind has.
type Message struct {
	Kind Kind `json:"kind"`
	Run  int  `json:"run,omitempty"` // chosen by the page, unused by its other runs

	Lesson string            `json:"lesson,omitempty"`
	Roles  []string          `json:"roles,omitempty"`
	Addr   string            `json:"addr,omitempty"`
	Knobs  map[string]string `json:"knobs,omitempty"`
	Window int               `json:"window,omitempty"` // messages that may be under way; 0: any number
	Count  int               `json:"count,omitempty"`  // messages that have been taken

	Role  string          `json:"role,omitempty"`
	Text  string          `json:"text,omitempty"`
	Event json.RawMessage `json:"event,omitempty"`

	Error string `json:"error,omitempty"`
	Errno string `json:"errno,omitempty"`
}

// A Kind is what a Message says.
type Kind string

// The kinds from the page, and those from the Player.
const (
	Start Kind = "start"
	Stdin Kind = "stdin"
	EOF   Kind = "eof"
	Stop  Kind = "stop"
	Taken Kind = "taken"

	Ready  Kind = "ready"
	Stdout Kind = "stdout"
	Event  Kind = "event"
	Done   Kind = "done"
)
