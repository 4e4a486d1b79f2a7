package main

import (
	"encoding/json"

	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
	"github.com/socketlab/socketlab/wasm/worker"
)

func main() {
	player := &play.Player{Simulate: true, Streams: netstack.New, Send: func(m play.Message) { worker.Send(m) }}
	defer worker.Receive(func(text []byte) {
		var m play.Message
		if err := json.Unmarshal(text, &m); err != nil {
			m.Kind = play.Kind(err.Error()) // the player says that it knows no such kind
		}
		player.Handle(m)
	})()
	select {} // the worker ends the program
}
