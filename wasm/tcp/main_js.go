package main

import (
	"encoding/json"

	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/recording"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
	"github.com/socketlab/socketlab/wasm/worker"
)

func main() {
	player := &play.Player{Simulate: true, Streams: netstack.New, Send: func(m play.Message) { worker.Send(m) }}
	defer worker.Receive(func(text []byte) { follow(player, text) })()
	select {} // the worker ends the program
}

// follow follows a message from the page. It does not wait.
func follow(player *play.Player, text []byte) {
	var m struct {
		play.Message
		Ask *recording.Question `json:"ask"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		m.Kind = play.Kind(err.Error()) // the player says that it knows no such kind
	}
	if m.Kind != "ask" {
		player.Handle(m.Message)
		return
	}
	if m.Ask != nil {
		go func() { worker.Send(recording.Ask(*m.Ask)) }() // it takes as long as the runs are
	}
}
