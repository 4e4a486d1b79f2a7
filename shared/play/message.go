package play

import (
	"encoding/json"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/trace"
)

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

	Network *Network `json:"network,omitempty"` // a virtual one; nil: the player's
	Seed    uint64   `json:"seed,omitempty"`    // that a virtual network has got
	Speed   float64  `json:"speed,omitempty"`   // of pace: 0 is a pause

	Count int `json:"count,omitempty"` // messages that have been taken

	Role  string          `json:"role,omitempty"`
	Text  string          `json:"text,omitempty"`
	Event json.RawMessage `json:"event,omitempty"`

	Experiment string              `json:"experiment,omitempty"` // or claim
	Events     []trace.Event       `json:"events,omitempty"`
	Failed     bool                `json:"failed,omitempty"` // the run of the events
	Verdict    *experiment.Verdict `json:"verdict,omitempty"`

	Error string `json:"error,omitempty"`
	Errno string `json:"errno,omitempty"`
}

// A Network is a virtual network: see package scenario.
type Network struct {
	Scenario string  `json:"scenario,omitempty"` // a name of the gallery; "": perfect links
	Both     string  `json:"both,omitempty"`     // conditions put over it, as loss=20%,delay=50ms
	Up       string  `json:"up,omitempty"`       // those from the client to the server alone
	Down     string  `json:"down,omitempty"`     // and back
	Seed     uint64  `json:"seed,omitempty"`     // 0: by chance
	Speed    float64 `json:"speed,omitempty"`    // its seconds in one of ours; 0: one
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
	Pace  Kind = "pace"
	Step  Kind = "step"
	Judge Kind = "judge"

	Simulated Kind = "network"

	Ready   Kind = "ready"
	Asks    Kind = "asks"
	Stdout  Kind = "stdout"
	Event   Kind = "event"
	Done    Kind = "done"
	Verdict Kind = "verdict"
)
