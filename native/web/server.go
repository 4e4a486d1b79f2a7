// Package web serves socketlab over HTTP: the page, the bridge to this machine's
// sockets, and what the operator looks at.
//
// The bridge makes socket calls for whoever reaches it. So every request must
// name this server as its Host, one that a browser sends must come from this
// server's own page, and off loopback each needs the token. What a session's
// calls may reach is for its guard to say.
package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// A Config says what is served to whom. Only Stack is needed.
type Config struct {
	Stack  func() socket.Stack // makes the network of one session, or of one role
	Policy guard.Policy        // what sessions may reach; zero: loopback
	Quota  guard.Quota         // of each session

	Sessions int // at most at once, of /bridge and of /run each; 0: 256
	Sockets  int // of all sessions together; 0: as many as their quotas allow

	// Token is what /bridge and /run ask for: as ?token= or as
	// Authorization: Bearer. "" asks for none, which Serve refuses off
	// loopback. Operator is what /metrics and /sessions ask for; "": Token.
	Token, Operator string

	Names     []string     // more names that this server has, as a request's Host
	PublicURL string       // where a reverse proxy shows this server; its path is a prefix
	Page      fs.FS        // nil: what scripts/build made
	Log       *slog.Logger // nil: nothing is logged

	Trace []byte // lines of JSON, for a page that is to show them; nil: none

	Tutorials func() []Tutorial // which of the tutorials' servers run here, for the page; nil: none
}

// Limits on HTTP requests. A WebSocket has limits of its own.
const (
	defaultSessions = 256
	headerWithin    = 10 * time.Second
	readWithin      = 30 * time.Second
	writeWithin     = 5 * time.Minute // of the program to a slow browser
	idleFor         = 2 * time.Minute
	headerBytes     = 16 << 10
	maxConns        = 512 // connections that are no session's
)

// A Server serves one network listener.
type Server struct {
	config   Config
	site     *site
	page     *page
	sessions *registry
	metrics  *metrics
	log      *slog.Logger
	http     *http.Server
	conns    conns
	bans     bans
}

// New returns a server. An error names the value of c that cannot be.
func New(c Config) (*Server, error) {
	if c.Stack == nil {
		return nil, errors.New("web: Config.Stack is nil: it makes the sessions' networks")
	}
	if c.Sessions < 0 || c.Sockets < 0 {
		return nil, fmt.Errorf("web: at most %d sessions and %d sockets: give 1 or more, or 0 for the default", c.Sessions, c.Sockets)
	}
	if c.Sessions == 0 {
		c.Sessions = defaultSessions
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Page == nil {
		c.Page = built()
	}
	site, err := newSite(c.PublicURL, c.Names)
	if err != nil {
		return nil, err
	}
	page, err := newPage(c.Page)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c, site: site, page: page, log: slog.New(newQuiet(c.Log.Handler()))}
	s.conns.most = maxConns
	s.sessions = newRegistry(c.Sessions, c.Sockets)
	s.metrics = newMetrics(s.sessions)
	s.http = &http.Server{
		Handler: s.handler(), ConnState: s.conns.changed, MaxHeaderBytes: headerBytes,
		ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleFor,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// Serve serves what ln accepts, which it closes, until Shutdown; then it
// returns nil.
func (s *Server) Serve(ln net.Listener) error {
	s.site.exposed = !loopback(ln.Addr())
	if s.site.exposed && s.config.Token == "" {
		ln.Close()
		return fmt.Errorf("web: other machines reach %s, so it needs a token: set Config.Token", ln.Addr())
	}
	err := s.http.Serve(ln)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Shutdown takes no new requests, closes every session's WebSocket with code
// 1001, going away, and waits until their sockets are closed. When ctx is done
// it closes the connections that are left and returns ctx's error.
func (s *Server) Shutdown(ctx context.Context) error {
	select {
	case <-s.sessions.shut():
	case <-ctx.Done():
		s.http.Close()
		return ctx.Err()
	}
	err := s.http.Shutdown(ctx)
	if err != nil {
		s.http.Close()
	}
	return err
}

// loopback reports whether only this machine reaches an address.
func loopback(a net.Addr) bool {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}
