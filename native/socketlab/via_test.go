//go:build linux || darwin

package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

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
	if out := command(t, "tcp", "--via", url, "192.0.2.1", "80"); !strings.Contains(out, "--allow 'connect=192.0.2.1:80' it would\n") {
		t.Errorf("a target that is not allowed: %q", out)
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

// TestForwardEnds: a server that resets resets its client, and no other; Ctrl-C
// and a session that the lab ends end the forwarder.
func TestForwardEnds(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_, _, url := startLab(t, "--listen", "127.0.0.1:0", "--no-servers")
	run := func() (*process, *exec.Cmd, [2]net.Conn, [2]net.Conn) {
		cmd := exec.Command("socketlab", "forward", "--via", url, "127.0.0.1", port)
		p := start(t, cmd)
		p.waitFor(t, "listening on ")
		at := regexp.MustCompile(`listening on (\S+);`).FindStringSubmatch(p.output())[1]
		var clients, servers [2]net.Conn
		for i := range clients {
			if clients[i], err = net.Dial("tcp", at); err != nil {
				t.Fatal(err)
			}
			if servers[i], err = l.Accept(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { clients[i].Close(); servers[i].Close() })
		}
		return p, cmd, clients, servers
	}
	p, cmd, clients, servers := run()
	servers[0].(*net.TCPConn).SetLinger(0)
	servers[0].Close()
	if _, err := clients[0].Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client of a server that resets reads %v, want ECONNRESET", err)
	}
	p.waitFor(t, clients[0].LocalAddr().String()+": ")
	clients[1].Write([]byte("x"))
	if _, err := servers[1].Read(make([]byte, 1)); err != nil {
		t.Errorf("the other client: %v", err)
	}
	cmd.Process.Signal(syscall.SIGINT)
	<-p.ended
	if code := cmd.ProcessState.ExitCode(); code != 0 || !strings.HasSuffix(p.output(), "socketlab: stopped\n") {
		t.Errorf("after Ctrl-C: exit code %d, printed\n%s", code, p.output())
	}
	p, cmd, _, _ = run()
	command(t, "sessions", url, "--end", "2")
	<-p.ended
	if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(p.output(), "the bridge to the server is lost: ") {
		t.Errorf("after the session ended: exit code %d, printed\n%s", code, p.output())
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
	for _, test := range []struct{ text, token, want, fail string }{
		{"ws://h:1/bridge?token=x", "", "ws://h:1/bridge?token=x", ""},
		{"ws://h:1/bridge?token=x", "env", "ws://h:1/bridge?token=x", ""},
		{"ws://h:1/bridge", "env", "ws://h:1/bridge?token=env", ""},
		{"ws://h:1", "", "ws://h:1/bridge", ""},
		{"ws://h:1/a/bridge#token=x", "env", "ws://h:1/a/bridge?token=x", ""},
		{"http://127.0.0.1:8000/", "", "ws://127.0.0.1:8000/bridge", ""},
		{"http://10.0.0.1:8000/#token=a-b", "", "ws://10.0.0.1:8000/bridge?token=a-b", ""},
		{"http://10.0.0.1:8000/", "env", "ws://10.0.0.1:8000/bridge?token=env", ""},
		{"https://example.org/lab/", "", "wss://example.org/lab/bridge", ""},
		{"localhost:8000", "", "", `"localhost:8000": write ws://host:port/bridge`},
		{"ftp://h/#token=secret", "", "", `"ftp://h/": the schemes are`},
	} {
		got, err := bridgeURL(test.text, test.token)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.text, diff)
		}
		if err == nil != (test.fail == "") || err != nil && !strings.HasPrefix(err.Error(), test.fail) {
			t.Errorf("%s: %v, want %q", test.text, err, test.fail)
		}
	}
}

// TestViaKilled kills a client: the sockets that it had on the server are gone
// within 5 s, so that its port can be bound again.
func TestViaKilled(t *testing.T) {
	_, _, url := startLab(t, "--listen", "127.0.0.1:0", "--no-servers")
	cmd := exec.Command("socketlab", "run", "datagram", "--role", "server", "--addr", "127.0.0.1:0", "--via", url)
	p := start(t, cmd)
	p.waitFor(t, "listens on ")
	at := regexp.MustCompile(`listens on (\S+)`).FindStringSubmatch(p.output())[1]
	if c, err := net.ListenPacket("udp", at); err == nil {
		c.Close()
		t.Fatalf("%s is free while the server runs", at)
	}
	cmd.Process.Kill()
	limit := time.Now().Add(5 * time.Second)
	for {
		c, err := net.ListenPacket("udp", at)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("%s is still taken after 5 s", at)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
