//go:build linux || darwin

package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"

	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// BenchmarkSessions holds 1,000 sessions, without a socket and with 10 each,
// whose clients are another process: what each session costs the server.
func BenchmarkSessions(b *testing.B) {
	const sessions = 1000
	for _, sockets := range []int{0, 10} {
		b.Run(fmt.Sprintf("sockets=%d", sockets), func(b *testing.B) {
			for b.Loop() {
				l := start(b, web.Config{Sessions: sessions, Quota: guard.Quota{Sockets: 2 * sockets}})
				before := memory()
				stop := clients(b, "ws://"+l.addr+"/bridge", sessions, sockets)
				if got := len(l.Sessions()); got != sessions {
					b.Fatalf("%d sessions, want %d", got, sessions)
				}
				b.ReportMetric(float64(memory()-before)/sessions, "B/session")
				stop()
				b.StopTimer()
				ctx, cancel := context.WithTimeout(context.Background(), patience)
				if err := l.Shutdown(ctx); err != nil {
					b.Fatal(err)
				}
				cancel()
				b.StartTimer()
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// memory returns how many bytes of heap and stacks are in use.
func memory() int64 {
	runtime.GC()
	runtime.GC() // what the first frees of a sync.Pool
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// clients starts a process with so many sessions, which are there when it
// returns.
func clients(b *testing.B, url string, sessions, sockets int) (stop func()) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CLIENTS_OF="+url, fmt.Sprintf("CLIENTS=%d", sessions), fmt.Sprintf("SOCKETS=%d", sockets))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	check(b, err)
	out, err := cmd.StdoutPipe()
	check(b, err)
	check(b, cmd.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		b.Fatalf("the clients say %q, %v", line, err)
	}
	return func() {
		in.Close()
		cmd.Wait()
	}
}

// runClients is the other process: it has its sessions until its stdin ends.
func runClients(url string) error {
	sessions, _ := strconv.Atoi(os.Getenv("CLIENTS"))
	sockets, _ := strconv.Atoi(os.Getenv("SOCKETS"))
	for range sessions {
		conn, err := tunnel.Dial(context.Background(), url, nil)
		if err != nil {
			return err
		}
		st, err := bridge.New(conn)
		if err != nil {
			return err
		}
		defer st.Close()
		for range sockets {
			s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
			if err == nil {
				err = s.Bind(socket.Inet("127.0.0.1", 0))
			}
			if err != nil {
				return err
			}
		}
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	return nil
}
