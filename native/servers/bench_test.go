//go:build linux || darwin

package servers_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
)

// BenchmarkClients connects 10,000 clients, in a process of their own, to the
// concurrent lesson's server and to one on package net, and keeps all of them
// connected while each asks for echoes. It reports, for both servers, memory a
// client, the median and the 99th percentile of an echo with 64 under way at
// once, and how many were lost.
func BenchmarkClients(b *testing.B) {
	const clients = 10_000
	if err := enoughDescriptors(clients + 100); err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		for _, server := range []struct {
			name  string
			start func(testing.TB) string
		}{{"net", startNet}, {"lesson", startLesson}} {
			addr := server.start(b)
			debug.FreeOSMemory() // what an earlier server has left
			before := residentKiB(b)
			child := exec.Command(os.Args[0], "-test.run", "^TestClientsProcess$", "-test.v")
			child.Env = append(os.Environ(), "CLIENTS="+strconv.Itoa(clients), "ADDR="+addr)
			child.Stderr = os.Stderr
			out, err := child.StdoutPipe()
			check(b, err)
			in, err := child.StdinPipe()
			check(b, err)
			check(b, child.Start())
			got := report(b, out)
			memory := residentKiB(b) - before
			io.WriteString(in, "\n") // now they may leave
			child.Wait()
			b.ReportMetric(float64(memory)/clients, server.name+"-KiB/client")
			b.ReportMetric(got.P50, server.name+"-p50-µs")
			b.ReportMetric(got.P99, server.name+"-p99-µs")
			b.ReportMetric(float64(got.Lost), server.name+"-lost")
		}
	}
}

type clientsReport struct {
	P50, P99 float64 // µs
	Lost     int
}

// TestClientsProcess is the clients' process of BenchmarkClients.
func TestClientsProcess(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("CLIENTS"))
	if n == 0 {
		t.Skip("runs in a process of its own, for BenchmarkClients")
	}
	conns := make([]net.Conn, n)
	for i := range conns {
		c, err := net.Dial("tcp", os.Getenv("ADDR"))
		check(t, err)
		defer c.Close()
		conns[i] = c
	}
	const atOnce, rounds = 64, 3
	next := make(chan net.Conn)
	var mu sync.Mutex
	var times []float64
	lost := 0
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			reply := make([]byte, len("数据接收正常..."))
			for c := range next {
				start := time.Now()
				io.WriteString(c, "hello")
				_, err := io.ReadFull(c, reply)
				took := float64(time.Since(start).Nanoseconds()) / 1000
				mu.Lock()
				if err != nil {
					lost++
				} else {
					times = append(times, took)
				}
				mu.Unlock()
			}
		})
	}
	for range rounds {
		for _, c := range conns {
			next <- c
		}
	}
	close(next)
	workers.Wait()
	slices.Sort(times)
	b, err := json.Marshal(clientsReport{times[len(times)/2], times[len(times)*99/100], lost})
	check(t, err)
	fmt.Printf("report %s\n", b)
	bufio.NewReader(os.Stdin).ReadString('\n') // stay connected until measured
}

func report(b *testing.B, r io.Reader) (got clientsReport) {
	for in := bufio.NewScanner(r); in.Scan(); {
		if text, ok := strings.CutPrefix(in.Text(), "report "); ok {
			check(b, json.Unmarshal([]byte(text), &got))
			go io.Copy(io.Discard, r)
			return got
		}
	}
	b.Fatal("the clients' process ended without a report")
	return got
}

// startLesson starts the concurrent lesson's server.
func startLesson(tb testing.TB) string {
	l, err := course.Find("concurrent")
	check(tb, err)
	g, err := servers.Start(servers.Config{Stack: kernel.New(), Lessons: []*lesson.Lesson{l}})
	check(tb, err)
	tb.Cleanup(func() { g.Shutdown(cancelled()) })
	return g.Servers()[0].Addr.String()
}

// startNet starts the baseline: a goroutine and a 1 KiB buffer a client.
func startNet(tb testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(tb, err)
	tb.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for {
					buf := make([]byte, 1024)
					if _, err := c.Read(buf); err != nil {
						return
					}
					if _, err := io.WriteString(c, "数据接收正常..."); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// enoughDescriptors raises the limit of open descriptors to its hard limit, or
// says how to raise that.
func enoughDescriptors(n uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if limit.Max < n {
		return fmt.Errorf("needs %d descriptors, the limit is %d: raise it with 'ulimit -Hn %d'", n, limit.Max, n)
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// residentKiB returns the memory of this process that is in RAM.
func residentKiB(tb testing.TB) int {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		tb.Skip("memory is read from /proc, which only Linux has")
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			check(tb, err)
			return n
		}
	}
	tb.Fatal("no VmRSS in /proc/self/status")
	return 0
}

func check(tb testing.TB, err error) {
	if err != nil {
		tb.Helper()
		tb.Fatal(err)
	}
}
