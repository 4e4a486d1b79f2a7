package web

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
)

// handler returns what answers every request.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	user, operator := s.config.Token, cmp.Or(s.config.Operator, s.config.Token)
	mux.HandleFunc("GET /bridge", s.trusted(user, s.bridge))
	mux.HandleFunc("GET /run", s.trusted(user, s.run))
	mux.HandleFunc("GET /servers", s.trusted(user, s.listTutorials))
	mux.HandleFunc("GET /trace", s.trusted(user, s.showTrace))
	mux.HandleFunc("GET /sessions", s.trusted(operator, s.listSessions))
	mux.HandleFunc("DELETE /sessions/{id}", s.trusted(operator, s.endSession))
	mux.HandleFunc("GET /metrics", s.trusted(operator, s.metrics.handler.ServeHTTP))
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /server.json", hasSockets)
	mux.Handle("GET /", s.page)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.site.secure(w.Header(), r)
		if !s.site.isHost(r.Host) {
			s.refuse(w, r, http.StatusMisdirectedRequest, "host", fmt.Sprintf(
				"this server is not called %q; if it should be, start it with --public-url http://%s/", r.Host, r.Host))
			return
		}
		if r.URL.Path == s.site.prefix && s.site.prefix != "" {
			http.Redirect(w, r, s.site.prefix+"/", http.StatusMovedPermanently)
			return
		}
		r = s.site.withoutPrefix(r)
		if p := r.URL.Path; p != "/" && path.Clean(p) != p {
			http.NotFound(w, r) // the mux would redirect, and knows no prefix
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// trusted asks for this server's own page, or a client that is no browser, and
// for a token.
func (s *Server) trusted(token string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.site.isOrigin(r) {
			s.refuse(w, r, http.StatusForbidden, "origin", fmt.Sprintf(
				"the page %q is not this server's: open %s; behind a proxy, start the server with --public-url",
				r.Header.Get("Origin"), s.site.origins(r)))
			return
		}
		if status, why := checkToken(r, token); status != 0 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="socketlab"`)
			s.refuse(w, r, status, "token", why)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		next(w, r)
	}
}

// refuse answers with a text that says why, and tells the operator. The text
// after the status never holds the token.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, reason, why string) {
	s.metrics.refused.WithLabelValues(reason).Inc()
	s.log.Warn("request refused", "reason", reason, "status", status, "remote", r.RemoteAddr,
		"path", short(r.URL.Path), "host", short(r.Host), "origin", short(r.Header.Get("Origin")))
	http.Error(w, why, status)
}

// short returns the beginning of what a client has sent, for the log.
func short(text string) string {
	if len(text) > 200 {
		text = text[:200] + "…"
	}
	return strings.ToValidUTF8(text, "?")
}

// hasSockets tells the page that here is a server with sockets, for whoever has the
// token. Where there are only files, the one of this name says that there is none.
func hasSockets(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	io.WriteString(w, "{\"sockets\":true}\n")
}

// healthz says whether new sessions are taken.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	if s.sessions.closed() {
		http.Error(w, "shutting down", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "ok")
}
