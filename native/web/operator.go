package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// A Session is one of the list that GET /sessions answers with, as JSON.
type Session struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"` // bridge, or run: lessons that this server plays for a page
	Remote   string    `json:"remote"`
	Since    time.Time `json:"since"`
	Sockets  int64     `json:"sockets"`  // open
	Received int64     `json:"received"` // bytes, from the client
	Sent     int64     `json:"sent"`     // bytes, to the client
	Idle     float64   `json:"idle"`     // seconds since the last byte either way
}

// Sessions returns the sessions that live, the oldest first.
func (s *Server) Sessions() []Session {
	list := []Session{}
	for _, one := range s.sessions.list() {
		list = append(list, one.describe())
	}
	return list
}

func (s *Server) listSessions(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(s.Sessions())
}

func (s *session) describe() Session {
	idle := time.Since(time.Unix(0, s.lastByte.Load()))
	return Session{
		ID: strconv.FormatInt(s.number, 10), Kind: s.kind, Remote: s.remote, Since: s.since.UTC().Truncate(time.Second),
		Sockets: s.sockets.Load(), Received: s.in.Load(), Sent: s.out.Load(), Idle: idle.Round(time.Millisecond).Seconds(),
	}
}

// endSession closes a session's WebSocket with code 1008, policy violation.
func (s *Server) endSession(w http.ResponseWriter, r *http.Request) {
	one := s.sessions.find(r.PathValue("id"))
	if one == nil {
		http.Error(w, fmt.Sprintf("no session %q lives: see /sessions", r.PathValue("id")), http.StatusNotFound)
		return
	}
	one.close(websocket.ClosePolicyViolation, "ended by the operator")
	w.WriteHeader(http.StatusNoContent)
}
