//go:build linux || darwin

package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if url := os.Getenv("CLIENTS_OF"); url != "" { // BenchmarkSessions' other process
		if err := runClients(url); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// patience is how long what must happen may take.
const patience = 20 * time.Second

// A lab is a server that runs until the test's end.
type lab struct {
	*web.Server
	addr   string // host:port
	served chan error
	log    *record
}

// start serves on a loopback port. Sessions have the kernel's sockets.
func start(t testing.TB, c web.Config, change ...func(*web.Server)) *lab {
	t.Helper()
	l := &lab{served: make(chan error, 1), log: &record{}}
	if c.Stack == nil {
		c.Stack = func() socket.Stack { return kernel.New() }
	}
	c.Log = slog.New(slog.NewTextHandler(l.log, nil))
	var err error
	l.Server, err = web.New(c)
	check(t, err)
	for _, f := range change {
		f(l.Server)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	l.addr = ln.Addr().String()
	go func() { l.served <- l.Serve(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := l.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return l
}

// record is a log that can be read while it is written.
type record struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// An answer is what a test looks at of a response.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask makes a request. A header Host becomes the request's Host. Nothing is
// decompressed, and no redirect is followed.
func ask(t testing.TB, method, url string, header map[string]string) answer {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	check(t, err)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host")
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(r)
	check(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	check(t, err)
	return answer{response.StatusCode, response.Header, string(body)}
}

// dial opens a session.
func dial(t testing.TB, url string, header http.Header) *bridge.Stack {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conn, err := tunnel.Dial(ctx, url, header)
	check(t, err)
	st, err := bridge.New(conn)
	check(t, err)
	t.Cleanup(func() { st.Close() })
	return st
}

// listener binds a socket of a Stack to a loopback port.
func listener(t testing.TB, st socket.Stack, port int) *socket.Socket {
	t.Helper()
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	check(t, err)
	check(t, s.Bind(socket.Inet("127.0.0.1", port)))
	check(t, s.Listen(5))
	return s
}

// eventually waits until that holds, and fails if it does not in time.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !holds(); {
		if time.Now().After(limit) {
			t.Fatalf("not yet after %v: %s", patience, what)
		}
		runtime.Gosched()
	}
}

// over returns a client over a WebSocket of the test's own.
func over(t testing.TB, ws *websocket.Conn) *bridge.Stack {
	t.Helper()
	st, err := bridge.New(&stream{ws: ws})
	check(t, err)
	t.Cleanup(func() { st.Close() })
	return st
}

type stream struct {
	ws   *websocket.Conn
	rest []byte
}

func (s *stream) Read(b []byte) (n int, err error) {
	for err == nil && len(s.rest) == 0 {
		_, s.rest, err = s.ws.ReadMessage()
	}
	n = copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, err
}

func (s *stream) Write(b []byte) (int, error) {
	return len(b), s.ws.WriteMessage(websocket.BinaryMessage, b)
}

func (s *stream) Close() error { return s.ws.Close() }
