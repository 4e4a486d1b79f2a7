//go:build linux || darwin

package main

import (
	"bytes"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// echoServer answers each connection with what it sends, to its end.
func echoServer(t *testing.T) (port string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				io.Copy(c, c)
			}()
		}
	}()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

// TestVia talks to a server with the lab's sockets.
func TestVia(t *testing.T) {
	_, _, url := startLab(t, "--listen", "127.0.0.1:0", "--no-servers")
	cmd := exec.Command("socketlab", "tcp", "--via", url, "127.0.0.1", echoServer(t))
	cmd.Stdin = strings.NewReader("你好\n")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "你好\n" {
		t.Errorf("prints %q, %v", out, err)
	}
	if out := command(t, "tcp", "--via", url, "127.0.0.1", "1"); !strings.Contains(out, "ECONNREFUSED") {
		t.Errorf("a port where nobody listens: %q", out)
	}
	if out := command(t, "run", "hello", "--addr", "127.0.0.1:0", "--via", url); !strings.Contains(out, "client │ ") {
		t.Errorf("a run prints %q", out)
	}
}

// TestForward sends 4 MiB through a forwarder, half-closes, and has all of it back.
func TestForward(t *testing.T) {
	_, _, url := startLab(t, "--listen", "127.0.0.1:0", "--no-servers")
	p := start(t, exec.Command("socketlab", "forward", "--via", url, "127.0.0.1", echoServer(t)))
	p.waitFor(t, "listening on ")
	at := regexp.MustCompile(`listening on (\S+);`).FindStringSubmatch(p.output())[1]
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	sent := bytes.Repeat([]byte("0123456789abcdef"), 4<<20/16)
	go func() {
		c.Write(sent)
		c.(*net.TCPConn).CloseWrite()
	}()
	got, err := io.ReadAll(c)
	if err != nil || !bytes.Equal(sent, got) {
		t.Errorf("%d bytes of %d came back: %v", len(got), len(sent), err)
	}
}

// TestForwardRefused resets a client for whom nobody listens, and goes on.
func TestForwardRefused(t *testing.T) {
	_, _, url := startLab(t, "--listen", "127.0.0.1:0", "--no-servers")
	p := start(t, exec.Command("socketlab", "forward", "--via", url, "127.0.0.1", "1"))
	p.waitFor(t, "listening on ")
	at := regexp.MustCompile(`listening on (\S+);`).FindStringSubmatch(p.output())[1]
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Read(make([]byte, 1)); err == nil || err == io.EOF {
		t.Errorf("read: %v, want a reset", err)
	}
	p.waitFor(t, "ECONNREFUSED")
	if !p.running() {
		t.Error("the forwarder has ended")
	}
	_, port, _ := net.SplitHostPort(at)
	if out := command(t, "forward", "--via", url, "--listen", "127.0.0.1:"+port, "127.0.0.1", "1"); !strings.Contains(out, "another program listens there") {
		t.Errorf("a taken port: %q", out)
	}
}

func TestBridgeURL(t *testing.T) {
	for _, test := range []struct{ text, want, fail string }{
		{"ws://h:1/bridge?token=x", "ws://h:1/bridge?token=x", ""},
		{"http://127.0.0.1:8000/", "ws://127.0.0.1:8000/bridge", ""},
		{"http://10.0.0.1:8000/#token=a-b", "ws://10.0.0.1:8000/bridge?token=a-b", ""},
		{"https://example.org/lab/", "wss://example.org/lab/bridge", ""},
		{"localhost:8000", "", `"localhost:8000": write ws://host:port/bridge`},
		{"ftp://h/#token=secret", "", `"ftp://h/": the schemes are`},
	} {
		got, err := bridgeURL(test.text)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.text, diff)
		}
		if err == nil != (test.fail == "") || err != nil && !strings.HasPrefix(err.Error(), test.fail) {
			t.Errorf("%s: %v, want %q", test.text, err, test.fail)
		}
	}
}
