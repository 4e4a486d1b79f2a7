//go:build linux || darwin

package servers_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestShutdownLetsClientsFinish(t *testing.T) {
	g := start(t)
	addr := addrOf(t, g, "concurrent")
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "one")
	reply := make([]byte, len("数据接收正常..."))
	if _, err := io.ReadFull(c, reply); err != nil {
		t.Fatal(err) // from here on it is served
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		if cut := g.Shutdown(context.Background()); cut != 0 {
			t.Errorf("Shutdown cut %d clients, want 0", cut)
		}
	})
	for { // until no new client is taken
		late, err := net.Dial("tcp", addr)
		if err != nil { // refused
			break
		}
		late.Close()
	}
	io.WriteString(c, "two")
	if _, err := io.ReadFull(c, reply); err != nil {
		t.Errorf("the client being served: %v", err)
	}
	c.Close()
	ended.Wait()
}

func TestShutdownCutsAfterGrace(t *testing.T) {
	g := start(t)
	c, err := net.Dial("tcp", addrOf(t, g, "concurrent"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "one")
	io.ReadFull(c, make([]byte, len("数据接收正常...")))
	if cut := g.Shutdown(cancelled()); cut != 1 {
		t.Errorf("Shutdown cut %d clients, want 1", cut)
	}
	c.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.ReadAll(c); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client that was cut off sees %v, want the end or a reset", err)
	}
}
