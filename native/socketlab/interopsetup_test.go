//go:build linux || darwin

package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/socket"
)

func startServers(t *testing.T) *servers.Group {
	t.Helper()
	g, err := servers.Start(servers.Config{Stack: kernel.New(), Lessons: course.Lessons(), Log: func(s string) { t.Log(s) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		g.Shutdown(ctx)
	})
	return g
}

func addrOf(t *testing.T, g *servers.Group, name string) socket.Addr {
	t.Helper()
	for _, s := range g.Servers() {
		if s.Lesson.Name == name {
			return s.Addr
		}
	}
	t.Fatalf("no server %q", name)
	return socket.Addr{}
}

// tutorial copies a tutorial's program, with the port of this run.
func tutorial(t *testing.T, program, name string, port int) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "tutorials", program))
	if err != nil {
		t.Fatal(err)
	}
	l, err := course.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	own := strconv.Itoa(l.Addr.Port)
	if !bytes.Contains(b, []byte(own)) {
		t.Fatalf("%s does not use port %s", program, own)
	}
	return write(t, program, bytes.ReplaceAll(b, []byte(own), []byte(strconv.Itoa(port))))
}

func twin(t *testing.T, l *lesson.Lesson) string {
	t.Helper()
	b, err := fs.ReadFile(l.Source, l.Name+".py")
	if err != nil {
		t.Fatal(err)
	}
	return write(t, l.Name+".py", b)
}

func write(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// freePort returns a port that was free just now, of the lesson's protocol.
func freePort(t *testing.T, name string) int {
	t.Helper()
	l, err := course.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	if l.Type == socket.SOCK_DGRAM {
		c, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return c.LocalAddr().(*net.UDPAddr).Port
	}
	c, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.Addr().(*net.TCPAddr).Port
}

var somePort = regexp.MustCompile(`\('127\.0\.0\.1', \d+\)`)

// stderrOf returns what a program that failed said.
func stderrOf(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(exit.Stderr)
	}
	return ""
}
