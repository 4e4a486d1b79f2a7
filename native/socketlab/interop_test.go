//go:build linux || darwin

package main

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/socket"
)

// The tutorials' programs against ours. What is printed is compared with the
// ports of the run written as PORT.

var tutorialClients = []struct{ program, lesson, stdin, want string }{
	{"s02_client.py", "hello", "", "接收到的数据: 谢谢你!\n"},
	{"s04_client.py", "echo", "早\nexit\n", "请输入要发送的消息 (输入 'exit' 退出): 接收到服务器的响应: 你好，客户端！你发送了：早\n请输入要发送的消息 (输入 'exit' 退出): "},
	{"s06_client.py", "datagram", "早\nexit\n", "请输入要发送的消息 (输入 'exit' 退出): 接收到服务器的响应: 你好，客户端！你发送了：早\n请输入要发送的消息 (输入 'exit' 退出): "},
	{"s12_client.py", "encoding", "", "获得来自服务器的原始数据: b'\\xe9\\x97\\xae\\xe9\\xa2\\x98\\xe5\\xa4\\x84\\xe7\\x90\\x86\\xe4\\xb8\\xad...'\n获得来自服务器的数据: 问题处理中...\n"},
	{"s15_client.py", "timeout", "hello\n\n", "Please input data:Send Successfully\nb'OK'\nPlease input data:"},
}

func TestTutorialClients(t *testing.T) {
	g := startServers(t)
	for _, test := range tutorialClients {
		t.Run(test.program, func(t *testing.T) {
			addr := addrOf(t, g, test.lesson)
			cmd := python(t, tutorial(t, test.program, test.lesson, addr.Port))
			cmd.Stdin = strings.NewReader(test.stdin)
			got, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, stderrOf(err))
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

var tutorialPrograms = []struct{ program, lesson, stdin, client, server string }{
	{"s01_server.py", "hello", "",
		"接收到的数据: 谢谢你!\n",
		"服务器正在监听...\n连接来自 ('127.0.0.1', PORT)\n接收到的数据: 你好，服务器!\n"},
	{"s03_server.py", "echo", "早\nexit\n",
		"请输入要发送的消息 (输入 'exit' 退出): 接收到服务器的响应: 你好，客户端！你发送了：早\n请输入要发送的消息 (输入 'exit' 退出): ",
		"TCP 服务器启动，等待连接...\n接受来自 ('127.0.0.1', PORT) 的连接\n接收到来自客户端的数据: 早\n"},
	{"s05_server.py", "datagram", "早\nexit\n",
		"请输入要发送的消息 (输入 'exit' 退出): 接收到服务器的响应: 你好，客户端！你发送了：早\n请输入要发送的消息 (输入 'exit' 退出): ",
		"UDP 服务器启动，等待数据...\n接收到来自 ('127.0.0.1', PORT) 的数据: 早\n"},
	{"s13_server.py", "encoding", "",
		"获得来自服务器的原始数据: b'\\xe9\\x97\\xae\\xe9\\xa2\\x98\\xe5\\xa4\\x84\\xe7\\x90\\x86\\xe4\\xb8\\xad...'\n获得来自服务器的数据: 问题处理中...\n",
		"客户端的IP地址和端口号: ('127.0.0.1', PORT)\n接收数据的长度为: 16\n接收客户端的数据为: Connect Succces!\n"},
	{"s14_server.py", "concurrent", "早\nexit\n",
		"请输入要发送的消息 (输入 'exit' 退出): 接收到服务器的响应: 数据接收正常...\n请输入要发送的消息 (输入 'exit' 退出): ",
		"客户端连接成功: ('127.0.0.1', PORT)\n早 ('127.0.0.1', PORT)\n"},
	{"s16_server.py", "timeout", "hello\n\n",
		"Please input data:Send Successfully\nb'OK'\nPlease input data:",
		"Socket Created\nGet value hello "},
}

func TestTutorialServers(t *testing.T) {
	for _, test := range tutorialPrograms {
		t.Run(test.program, func(t *testing.T) {
			port := freePort(t, test.lesson)
			server := startPython(t, tutorial(t, test.program, test.lesson, port))
			got := playClient(t, test.lesson, port, test.stdin, server)
			if diff := cmp.Diff(test.client, got); diff != "" {
				t.Errorf("our client printed (-want +got):\n%s", diff)
			}
			server.waitFor(t, test.server)
		})
	}
}

// TestTwins runs each lesson's Python twin against its Go roles, both ways. They
// print the same, but for what they have measured and for ports.
func TestTwins(t *testing.T) {
	for _, l := range course.Lessons() {
		script := strings.Join(l.Script, "\n") + "\n"
		t.Run(l.Name, func(t *testing.T) {
			var want strings.Builder // what Go's client prints with Go's server
			err := lesson.Run(t.Context(), l, lesson.RunConfig{
				Addr: socket.Inet("127.0.0.1", 0), Stack: func(string) socket.Stack { return kernel.New() },
				Stdin: strings.NewReader(script), Stdout: func(role string) io.Writer {
					if role == "client" {
						return &want
					}
					return io.Discard
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			port := freePort(t, l.Name)
			server := startPython(t, twin(t, l), "server", "127.0.0.1", strconv.Itoa(port))
			expected := alike(want.String())
			played := alike(playClient(t, l.Name, port, script, server))
			if diff := cmp.Diff(expected, played); diff != "" {
				t.Errorf("Go client with Python server (-want +got):\n%s", diff)
			}
			g := startServers(t)
			addr := addrOf(t, g, l.Name)
			cmd := python(t, twin(t, l), "client", "127.0.0.1", strconv.Itoa(addr.Port))
			cmd.Stdin = strings.NewReader(script)
			got, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, stderrOf(err))
			}
			if diff := cmp.Diff(expected, alike(string(got))); diff != "" {
				t.Errorf("Python client with Go server (-want +got):\n%s", diff)
			}
		})
	}
}

// playClient runs a lesson's Go client against a server that is starting.
func playClient(t *testing.T, name string, port int, stdin string, server *process) string {
	t.Helper()
	l, err := course.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	if l.Type == socket.SOCK_DGRAM {
		server.waitFor(t, "\n") // it prints a line once it is bound
	}
	for {
		var out strings.Builder
		err := lesson.Run(t.Context(), l, lesson.RunConfig{
			Roles: []string{"client"}, Addr: socket.Inet("127.0.0.1", port),
			Stack:  func(string) socket.Stack { return kernel.New() },
			Stdin:  strings.NewReader(stdin),
			Stdout: func(string) io.Writer { return &out },
		})
		if errors.Is(err, socket.ECONNREFUSED) && server.running() {
			continue // it does not listen yet
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, server.output())
		}
		return out.String()
	}
}
