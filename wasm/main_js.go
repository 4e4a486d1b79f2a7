package main

import (
	"encoding/json"
	"time"

	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/recording"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/wasm/worker"
)

// quiet is longer than a call of a server in the page takes.
const quiet = 300 * time.Millisecond

func main() {
	player := &play.Player{Quiet: quiet, Simulate: true, Send: func(m play.Message) { worker.Send(m) }}
	link := newLink(func(s state) { worker.Send(s) }, player.Fail)
	player.Stack = func(string) (socket.Stack, error) { return link.stack() }
	defer worker.Receive(func(text []byte) { follow(link, player, text) })()
	select {} // the worker ends the program
}

// follow follows a message from the page. It does not wait.
func follow(link *link, player *play.Player, text []byte) {
	var m struct {
		play.Message
		URL string              `json:"url"`
		Ask *recording.Question `json:"ask"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		m.Kind = play.Kind(err.Error()) // the player says that it knows no such kind
	}
	switch m.Kind {
	case "connect":
		link.connect(m.URL)
	case "close":
		link.close()
	case "ask":
		if m.Ask != nil {
			go func() { worker.Send(recording.Ask(*m.Ask)) }() // it takes as long as the runs are
		}
	default:
		player.Handle(m.Message)
	}
}
