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
	put := func(path, text string) string {
		r, err := http.NewRequest(http.MethodPut, control+path, strings.NewReader(text))
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
	if got := put("down", "duplicate=100%"); got != "changed" {
		t.Errorf("PUT: %s", got)
	}
	if got := strings.Join(ask("four", "five"), " "); got != "four four five" {
		t.Errorf("answers: %s; want each twice", got)
	}
	if got := put("up", "loss=2"); !strings.Contains(got, `loss: "2" is no probability`) {
		t.Errorf("PUT of what cannot be: %s", got)
	}
	cmd.Process.Signal(syscall.SIGINT)
	p.waitFor(t, "client>server: 5 sent, 4 arrived, 1 lost (script 1)\n")
	<-p.ended
	if b, err := os.ReadFile(capture); err != nil || len(b) < 500 {
		t.Errorf("the capture has %d bytes: %v", len(b), err)
	}
}
