//go:build linux || darwin

package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestImpair puts the proxy in front of an echo server, changes what it does, and
// ends it.
func TestImpair(t *testing.T) {
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		buf := make([]byte, 100)
		for {
			n, from, err := server.ReadFromUDP(buf)
			if err != nil {
				return
			}
			server.WriteToUDP(buf[:n], from)
		}
	}()
	capture := filepath.Join(t.TempDir(), "run.pcapng")
	cmd := exec.Command("socketlab", "impair", "udp", "--to", server.LocalAddr().String(), "--drop", "client:2",
		"--seed", "7", "--control", "127.0.0.1:0", "--pcap", capture, "--trace", "text")
	p := start(t, cmd)
	p.waitFor(t, "control: http://")
	p.waitFor(t, "client > server: drop")
	at := regexp.MustCompile(`clients: (\S+)/udp`).FindStringSubmatch(p.output())[1]
	control := regexp.MustCompile(`http://\S+`).FindString(p.output())
	c, err := net.Dial("udp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ask := func(texts ...string) (answers []string) {
		for _, text := range texts {
			c.Write([]byte(text))
		}
		buf := make([]byte, 100)
		for {
			c.SetReadDeadline(time.Now().Add(10 * time.Second))
			n, err := c.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, string(buf[:n]))
			if answers[len(answers)-1] == texts[len(texts)-1] {
				return answers
			}
		}
	}
	if got := strings.Join(ask("one", "two", "three"), " "); got != "one three" {
		t.Errorf("answers: %s; want the second lost", got)
	}
	p.waitFor(t, "dropped #2, 31 bytes: drop 2")
	if got := request(t, "PUT", control+"down", "duplicate=100%"); got != "client>server: drop 2\nserver>client: duplicate 100 %" {
		t.Errorf("PUT: %s", got)
	}
	if got := strings.Join(ask("four", "five"), " "); got != "four four five" {
		t.Errorf("answers: %s; want each twice", got)
	}
	if got := request(t, "PUT", control+"up", "loss=2"); !strings.Contains(got, `loss: "2" is no probability`) {
		t.Errorf("PUT of what cannot be: %s", got)
	}
	cmd.Process.Signal(syscall.SIGINT)
	p.waitFor(t, "client>server: 5 sent, 4 arrived, 1 lost (script 1)\n")
	<-p.ended
	if b, err := os.ReadFile(capture); err != nil || len(b) < 500 {
		t.Errorf("the capture has %d bytes: %v", len(b), err)
	}
}

// request returns what a control endpoint answers.
func request(t *testing.T, method, url, text string) string {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, _ := io.ReadAll(answer.Body)
	return strings.TrimSpace(string(b))
}

// TestImpairTCP puts the proxy in front of a server that echoes until the end of
// the stream, and stalls it.
func TestImpairTCP(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for c, err := server.Accept(); err == nil; c, err = server.Accept() {
			io.Copy(c, c)
			c.Close()
		}
	}()
	cmd := exec.Command("socketlab", "impair", "tcp", "--to", server.Addr().String(), "--scenario", "lossy-lan", "--up", "slice=1",
		"--seed", "7", "--control", "127.0.0.1:0", "--trace", "text")
	p := start(t, cmd)
	p.waitFor(t, "server > client: left out: loss 10 %\n")
	p.waitFor(t, "client>server: delay 500 µs, rate 100 Mbit/s, slices of 1 B\n")
	p.waitFor(t, "control: http://")
	at := regexp.MustCompile(`clients: (\S+)/tcp`).FindStringSubmatch(p.output())[1]
	control := regexp.MustCompile(`http://\S+`).FindString(p.output())
	if got := request(t, "PUT", control+"up", "stall=0"); !strings.HasPrefix(got, "client>server: delay 500 µs, rate 100 Mbit/s, stalled, slices of 1 B\nserver>client: ") {
		t.Errorf("PUT: %s", got)
	}
	if got := request(t, "GET", control, ""); !strings.Contains(got, `"up":"delay 500 µs, rate 100 Mbit/s, stalled, slices of 1 B"`) {
		t.Errorf("GET: %s", got)
	}
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "hello")
	c.(*net.TCPConn).CloseWrite()
	p.waitFor(t, "client 1, ")
	if got := request(t, "PUT", control+"up", "loss=3%"); !strings.Contains(got, "a proxy of TCP cannot do that") {
		t.Errorf("PUT of what cannot be: %s", got)
	}
	if got := request(t, "PUT", control, ""); !strings.HasPrefix(got, "client>server: delay 500 µs, rate 100 Mbit/s, slices of 1 B\nserver>client: ") {
		t.Errorf("PUT: %s", got)
	}
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	if got, err := io.ReadAll(c); err != nil || string(got) != "hello" {
		t.Errorf("the echo is %q, %v", got, err)
	}
	p.waitFor(t, "client>server delivered #1, 5 bytes")
	p.waitFor(t, "has ended; 5 bytes up, 5 down")
	cmd.Process.Signal(syscall.SIGTERM)
	p.waitFor(t, "client>server: 5 bytes came, 5 passed on\nserver>client: 5 bytes came, 5 passed on\n")
	<-p.ended
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}
