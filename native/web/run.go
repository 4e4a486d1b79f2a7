package web

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/shared/play"
	"github.com/socketlab/socketlab/shared/socket"
)

// Bounds of a session of /run.
const (
	messageBytes = 64 << 10 // of a message from the page
	pingEvery    = 20 * time.Second
	silentFor    = time.Minute // a page that answers no ping is gone
	takeWithin   = 30 * time.Second
	partWithin   = time.Second // for a page to answer the close frame
	serverQuiet  = 100 * time.Millisecond
)

// run plays roles of lessons here for a page, which sends and gets the messages
// of package play, each as a text message.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	session := s.begin(w, r, "run")
	if session == nil {
		return
	}
	defer s.end(session)
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // it has been checked
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		session.close(0, err.Error())
		return
	}
	p := &player{ws: ws, session: session}
	if !session.attach(p) {
		ws.Close()
		return
	}
	st := s.stack(session)
	defer st.Close()
	p.Player = play.Player{
		Stack: func(string) (socket.Stack, error) { return play.Part(st), nil },
		Send:  p.write,
		Quiet: serverQuiet,
	}
	stop := p.keepAlive()
	p.receive()
	stop()
	ws.Close() // first, for a run may wait for the page to take what it has sent
	p.Player.Close()
}

// A player plays for one page.
type player struct {
	play.Player
	ws      *websocket.Conn
	session *session

	writing sync.Mutex

	mu     sync.Mutex
	parted bool // a close frame is on its way
}

// receive hands on the page's messages until it leaves.
func (p *player) receive() {
	p.ws.SetReadLimit(messageBytes)
	for {
		kind, data, err := p.ws.ReadMessage()
		if err != nil {
			return
		}
		p.session.received(len(data))
		var m play.Message
		switch {
		case kind != websocket.TextMessage:
			p.CloseWith(websocket.CloseUnsupportedData, "messages are text")
			return
		case json.Unmarshal(data, &m) != nil:
			p.refuse(0, "the message is no JSON as package play has it")
		default:
			p.Handle(m)
		}
	}
}

func (p *player) refuse(run int, why string) {
	p.write(play.Message{Kind: play.Done, Run: run, Error: why})
}

// write sends a message. One that the page does not take in time ends the session.
func (p *player) write(m play.Message) {
	data, err := json.Marshal(m)
	if err != nil { // the program's mistake: the page would miss it
		p.CloseWith(websocket.CloseInternalServerErr, err.Error())
		return
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	p.ws.SetWriteDeadline(time.Now().Add(takeWithin))
	if p.ws.WriteMessage(websocket.TextMessage, data) != nil {
		p.ws.Close()
		return
	}
	p.session.sent(len(data))
}
