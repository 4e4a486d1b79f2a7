package addresses_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/addresses"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, addresses.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, addresses.New()) }

// A port is taken for a second TCP socket and free for a UDP one; the accepted
// socket has the listener's port.
func TestTranscript(t *testing.T) {
	got := lessontest.Play(t, addresses.New(), lessontest.Memory(), lesson.RunConfig{Addr: socket.Inet("127.0.0.1", 8086)})
	want := lessontest.Output{
		"server": "监听 getsockname: ('127.0.0.1', 8086)\n" +
			"教程: 端口不能同时被其他进程占用\n" +
			"内核: 再 bind 一个 SOCK_STREAM: EADDRINUSE\n" +
			"内核: 再 bind 一个 SOCK_DGRAM: ('127.0.0.1', 8086)\n" +
			"服务端 getsockname: ('127.0.0.1', 8086)\n" +
			"服务端 getpeername: ('127.0.0.1', 49152)\n",
		"client": "客户端 getsockname: ('127.0.0.1', 49152)\n" +
			"客户端 getpeername: ('127.0.0.1', 8086)\n" +
			"接收到的数据: 谢谢你!\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// There is no port 65536; port 0 is another one.
func TestPorts(t *testing.T) {
	cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{Knobs: map[string]string{"port": "65536"}})
	if err := lesson.Run(t.Context(), addresses.New(), cfg); !errors.Is(err, socket.EINVAL) {
		t.Errorf("port 65536: %v, want EINVAL", err)
	}
	for _, port := range []string{"0", "80"} {
		var at socket.Addr
		cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{Knobs: map[string]string{"port": port}})
		cfg.Ready = func(addr socket.Addr) { at = addr }
		if err := lesson.Run(t.Context(), addresses.New(), cfg); err != nil || (at.Port == 80) != (port == "80") || at.Port == 0 {
			t.Errorf("port %s: the server is at %s, %v", port, at, err)
		}
	}
}
