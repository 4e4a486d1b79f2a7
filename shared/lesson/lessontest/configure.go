package lessontest

import (
	"io"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

// Configure returns cfg for a run on a network, at its address where cfg gives
// none, and a function that returns what each role has printed.
func Configure(t testing.TB, n Net, cfg lesson.RunConfig) (lesson.RunConfig, func() Output) {
	var mu sync.Mutex
	printed := make(map[string]*strings.Builder)
	if cfg.Addr.IsZero() {
		cfg.Addr = n.Addr
	}
	if cfg.Addr.IsZero() {
		cfg.Addr = socket.Addr{IP: netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	}
	if n.Shared && cfg.Addr.Port == 0 {
		cfg.Addr.Port = freePort(t, n, cfg.Addr)
	}
	cfg.Stack = func(role string) socket.Stack { return n.Stack(t, role) }
	cfg.Stdout = func(role string) io.Writer {
		printed[role] = new(strings.Builder)
		return locked{&mu, printed[role]}
	}
	return cfg, func() Output {
		mu.Lock()
		defer mu.Unlock()
		out := make(Output)
		for role, text := range printed {
			out[role] = text.String()
		}
		return out
	}
}

// freePort returns a port of the server's address that nobody has. It is none that
// systems give to clients: another program's might get it before the server does.
func freePort(t testing.TB, n Net, addr socket.Addr) int {
	st := n.Stack(t, "server")
	defer st.Close()
	for range 100 {
		datagrams, err := socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		stream, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		addr.Port = 20_000 + rand.IntN(10_000)
		err = datagrams.Bind(addr)
		if err == nil {
			err = stream.Bind(addr)
		}
		datagrams.Close()
		stream.Close()
		if err == nil {
			return addr.Port
		}
	}
	t.Fatal("no port is free for both TCP and UDP")
	return 0
}

// locked is a writer that a test may look into while a role writes.
type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
