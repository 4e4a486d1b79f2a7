package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/shared/bridge"
)

// bridge serves a client's socket calls over its WebSocket until either ends it.
func (s *Server) bridge(w http.ResponseWriter, r *http.Request) {
	session := s.begin(w, r, "bridge")
	if session == nil {
		return
	}
	conn, err := tunnel.Accept(w, r)
	if err != nil {
		session.close(0, err.Error())
		s.end(session)
		return
	}
	if !session.attach(conn) {
		s.end(session)
		return
	}
	go func() { // so that what the HTTP server keeps for a request is freed
		defer s.end(session)
		st := s.stack(session)
		defer st.Close()
		if err := bridge.Serve(&counted{conn, session}, st); err != nil {
			session.close(websocket.CloseProtocolError, err.Error())
			if !errors.Is(err, bridge.ErrVersion) && !errors.Is(err, bridge.ErrTooMuch) {
				s.bans.add(session.remote)
			}
		}
	}()
}

var errBanned = errors.New("a client at this address broke the bridge's protocol: wait 5 seconds")

// begin makes room for a session, or answers why there is none and returns nil.
// A page that asks without the Upgrade of a WebSocket learns whether it would
// be let in, which a browser's WebSocket does not tell it.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, kind string) *session {
	var one *session
	err := s.sessions.room(kind)
	remote := s.site.remote(r)
	if s.bans.has(remote) {
		err = errBanned
	} else if websocket.IsWebSocketUpgrade(r) {
		one, err = s.sessions.begin(kind, remote)
	}
	switch {
	case err == errBanned:
		s.refuse(w, r, http.StatusTooManyRequests, "banned", err.Error())
	case errors.Is(err, errClosing):
		s.refuse(w, r, http.StatusServiceUnavailable, "closing", err.Error())
	case err != nil:
		s.refuse(w, r, http.StatusServiceUnavailable, "sessions", err.Error())
	case one == nil:
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "this is a WebSocket", http.StatusUpgradeRequired)
	default:
		s.log.Info("session begins", "session", one.number, "kind", kind, "remote", one.remote)
	}
	return one
}

// end forgets a session whose sockets are closed.
func (s *Server) end(session *session) {
	s.sessions.end(session)
	s.log.Info("session ends", "session", session.number, "kind", session.kind, "remote", session.remote,
		"why", session.why(), "lasted", time.Since(session.since).Round(time.Millisecond),
		"sockets", session.made.Load(), "received", session.in.Load(), "sent", session.out.Load())
}
