package worker

import (
	"encoding/json"
	"syscall/js"
)

// Receive has handle called with each message from the page, until forget is
// called. handle must not wait.
func Receive(handle func(text []byte)) (forget func()) {
	receive := js.FuncOf(func(_ js.Value, args []js.Value) any {
		handle([]byte(args[0].String()))
		return nil
	})
	js.Global().Set("socketlabReceive", receive)
	return receive.Release
}

// Send sends a message to the page. It must be one that JSON has.
func Send(m any) {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // our own types can be written
	}
	js.Global().Call("socketlabSend", string(text))
}
