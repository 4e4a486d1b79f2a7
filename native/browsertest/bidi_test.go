package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/gorilla/websocket"
)

// A bidi is a session with a browser that speaks WebDriver BiDi (the W3C's): commands,
// their answers, and events, as JSON over one WebSocket. The tests need so little of it
// that this is all; the clients that exist would each bring a tree of npm's packages.
type bidi struct {
	conn *websocket.Conn

	mu      sync.Mutex
	sent    int // how many commands; each is named by its number
	waiting map[int]chan<- message
	entries map[string]func(text string) // by tab: who hears of its console's errors
	ended   error
}

// A message is all that a browser sends: an answer, or an event, which has no ID.
type message struct {
	ID      int             `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"` // of an error
	Method  string          `json:"method"`
	Params  struct {        // of log.entryAdded
		Level  string `json:"level"`
		Text   string `json:"text"`
		Source struct {
			Context string `json:"context"`
		} `json:"source"`
	} `json:"params"`
}

// parameters are a command's.
type parameters map[string]any

// dialBiDi begins a session at a WebSocket's URL.
func dialBiDi(ctx context.Context, url string) (*bidi, error) {
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, url+"/session", nil)
	if err != nil {
		return nil, fmt.Errorf("dialing %s: %w", url, err)
	}
	b := &bidi{conn: conn, waiting: make(map[int]chan<- message), entries: make(map[string]func(string))}
	go b.read()
	if err := b.do(ctx, "session.new", parameters{"capabilities": parameters{}}, nil); err != nil {
		return nil, err
	}
	return b, b.do(ctx, "session.subscribe", parameters{"events": []string{"log.entryAdded"}}, nil)
}

// do has a command done, and reads its result, unless that is nil.
func (b *bidi) do(ctx context.Context, method string, p parameters, result any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer := make(chan message, 1)
	b.mu.Lock()
	b.sent++
	id, err := b.sent, b.ended
	b.waiting[id] = answer
	if err == nil {
		err = b.conn.WriteJSON(map[string]any{"id": id, "method": method, "params": p})
	}
	b.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case m, answered := <-answer:
		switch {
		case !answered:
			return fmt.Errorf("%s: the browser went away", method)
		case m.Error != "":
			return fmt.Errorf("%s: %s: %s", method, m.Error, m.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(m.Result, result)
	}
}

// read hands out what the browser sends, until it goes away.
func (b *bidi) read() {
	for {
		var m message
		err := b.conn.ReadJSON(&m)
		b.mu.Lock()
		if err != nil {
			b.ended = err
			for _, answer := range b.waiting {
				close(answer)
			}
			b.mu.Unlock()
			return
		}
		if answer := b.waiting[m.ID]; answer != nil {
			delete(b.waiting, m.ID)
			answer <- m
		}
		hear := b.entries[m.Params.Source.Context]
		b.mu.Unlock()
		if m.Method == "log.entryAdded" && m.Params.Level == "error" && hear != nil {
			hear(m.Params.Text)
		}
	}
}

// evaluate returns what an expression, or the promise that it is, becomes in a tab:
// a string.
func (b *bidi) evaluate(ctx context.Context, tab, expression string) (string, error) {
	var got struct {
		Result struct {
			Value string `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text string `json:"text"`
		} `json:"exceptionDetails"`
	}
	p := parameters{"expression": expression, "target": parameters{"context": tab}, "awaitPromise": true}
	if err := b.do(ctx, "script.evaluate", p, &got); err != nil {
		return "", err
	}
	if got.Exception != nil {
		return "", errors.New(got.Exception.Text)
	}
	return got.Result.Value, nil
}
