//go:build linux || darwin

package main

import (
	"bytes"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The usual tools against our servers and clients.

func TestToolsAsClients(t *testing.T) {
	g := startServers(t)
	tcp := strconv.Itoa(addrOf(t, g, "echo").Port)
	udp := strconv.Itoa(addrOf(t, g, "datagram").Port)
	for _, test := range [][]string{
		{"nc.openbsd", "-N", "127.0.0.1", tcp},
		{"ncat", "127.0.0.1", tcp},
		{"socat", "-t5", "-", "TCP:127.0.0.1:" + tcp},
		{"nc.openbsd", "-u", "-w1", "127.0.0.1", udp},
		{"ncat", "-u", "-i1", "127.0.0.1", udp},
		{"socat", "-t1", "-", "UDP:127.0.0.1:" + udp},
	} {
		t.Run(strings.Join(test[:2], " "), func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), tool(t, test[0]), test[1:]...)
			var got, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &got, &stderr
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			io.WriteString(in, "早")
			if !slices.Contains(test, "-i1") { // which ends when idle, and else too early
				in.Close()
			}
			if err := cmd.Wait(); err != nil && !strings.Contains(stderr.String(), "Idle timeout") {
				t.Fatalf("%v\n%s", err, stderr.String())
			}
			if diff := cmp.Diff("你好，客户端！你发送了：早", got.String()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestToolsAsServers(t *testing.T) {
	for _, test := range []struct {
		name, lesson string
		args         func(port string) []string
		stdin, want  string
	}{
		{"nc", "echo", func(port string) []string { return []string{"nc.openbsd", "-l", "127.0.0.1", port} }, "", "from nc\n"},
		{"ncat", "echo", func(port string) []string { return []string{"ncat", "-l", "127.0.0.1", port} }, "", "from nc\n"},
		{"socat", "echo", func(port string) []string {
			return []string{"socat", "TCP-LISTEN:" + port + ",bind=127.0.0.1", "EXEC:cat"}
		}, "你好\x00\xff", "你好\x00\xff"},
		{"ncat udp", "datagram", func(port string) []string {
			return []string{"ncat", "-u", "-l", "127.0.0.1", port, "-e", "/bin/cat"}
		}, "你好\n", "你好\n"},
		{"socat udp", "datagram", func(port string) []string {
			return []string{"socat", "UDP-RECVFROM:" + port + ",bind=127.0.0.1,fork", "EXEC:cat"}
		}, "你好\n", "你好\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			port := strconv.Itoa(freePort(t, test.lesson))
			args := test.args(port)
			cmd := exec.CommandContext(t.Context(), tool(t, args[0]), args[1:]...)
			cmd.Stdin = strings.NewReader("from nc\n")
			server := start(t, cmd)
			command := "tcp"
			if test.lesson == "datagram" {
				command = "udp"
			}
			for {
				var stdout, stderr bytes.Buffer
				err := run(t.Context(), []string{command, "127.0.0.1", port}, strings.NewReader(test.stdin), &stdout, &stderr)
				if strings.Contains(stderr.String(), "ECONNREFUSED") && server.running() {
					continue // it does not listen yet
				}
				if err != nil {
					t.Fatalf("%s\n%s", stderr.String(), server.output())
				}
				if diff := cmp.Diff(test.want, stdout.String()); diff != "" {
					t.Errorf("printed (-want +got):\n%s", diff)
				}
				return
			}
		})
	}
}
