package main

import (
	"encoding/json"
	"syscall/js"
	"time"

	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual/netstack"
)

// quiet is longer than a call of a server in the page takes.
const quiet = 300 * time.Millisecond

func main() {
	player := &play.Player{Quiet: quiet, Simulate: true, Streams: netstack.New, Send: func(m play.Message) { send(m) }}
	link := newLink(func(s state) { send(s) }, player.Fail)
	player.Stack = func(string) (socket.Stack, error) { return link.stack() }
	receive := js.FuncOf(func(_ js.Value, args []js.Value) any {
		follow(link, player, []byte(args[0].String()))
		return nil
	})
	defer receive.Release()
	js.Global().Set("socketlabReceive", receive)
	send(struct {
		Kind      string          `json:"kind"`
		Lessons   []play.Lesson   `json:"lessons"`
		Scenarios []play.Scenario `json:"scenarios"`
	}{"lessons", play.Lessons(), play.Scenarios()})
	select {} // the worker ends the program
}

// follow follows a message from the page. It does not wait.
func follow(link *link, player *play.Player, text []byte) {
	var m struct {
		play.Message
		URL string `json:"url"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		m.Kind = play.Kind(err.Error()) // the player says that it knows no such kind
	}
	switch m.Kind {
	case "connect":
		link.connect(m.URL)
	case "close":
		link.close()
	default:
		player.Handle(m.Message)
	}
}

// send sends a message to the page.
func send(m any) {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // our own types can be written
	}
	js.Global().Call("socketlabSend", string(text))
}
