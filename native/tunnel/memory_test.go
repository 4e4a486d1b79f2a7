package tunnel_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// memorySockets is how many sockets the memory is measured of.
const memorySockets = 1000

// BenchmarkMemory measures what 1,000 connected sockets of one session cost the
// server. Their client, and the server that they are connected to, are another
// process.
func BenchmarkMemory(b *testing.B) {
	for _, use := range []string{"idle", "recv", "echoed"} {
		b.Run(use, func(b *testing.B) {
			for b.Loop() {
				url := serveWeb(b)
				before := inUse()
				stop := otherProcess(b, url, use)
				time.Sleep(3 * time.Second) // what streams have grown to is given back after a second
				b.ReportMetric(float64(inUse()-before)/memorySockets, "B/socket")
				stop()
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// inUse returns how many bytes of heap and stacks are in use.
func inUse() int64 {
	runtime.GC()
	runtime.GC() // what the first frees of a sync.Pool
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// otherProcess runs useSockets in a process of its own, and returns once it is
// ready.
func otherProcess(b *testing.B, url, use string) (stop func()) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "BRIDGE="+url, "USE="+use)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		b.Fatalf("the client says %q, %v", line, err)
	}
	return func() {
		in.Close()
		cmd.Wait()
	}
}

// useSockets connects, uses the connections, and waits until its stdin ends.
func useSockets(url, use string) error {
	if kind, ok := strings.CutPrefix(use, "attack "); ok {
		return attack(url, kind)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); echo(c) }()
		}
	}()
	conn, err := tunnel.Dial(context.Background(), url, nil)
	if err != nil {
		return err
	}
	st, err := bridge.New(conn)
	if err != nil {
		return err
	}
	for range memorySockets {
		c, err := socket.Dial(context.Background(), st, "tcp", l.Addr().String())
		if err != nil {
			return err
		}
		buf := make([]byte, 64<<10)
		for range 4 {
			if use != "echoed" {
				break
			}
			go c.Write(buf)
			if _, err := io.ReadFull(c, buf); err != nil {
				return err
			}
		}
		if use != "idle" {
			go c.Read(buf)
		}
	}
	time.Sleep(100 * time.Millisecond) // the last Read is on its way
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
	return st.Close()
}
