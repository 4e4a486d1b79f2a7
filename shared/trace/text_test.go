package trace

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

var update = flag.Bool("update", false, "write the golden files")

// echoRun is a run with a call that waits, a cut character, an error, and
// lines of stdin and stdout.
func echoRun(r *Recorder) {
	fakes := newFake(40312)
	fakes.delay = time.Millisecond
	settle := func() { time.Sleep(10 * time.Millisecond) } // of the bubble's time
	server, client := r.Host("server"), r.Host("client")
	client.Locate(func(f runtime.Frame) (string, int, bool) {
		return "connect", 12, strings.HasSuffix(f.Function, "echoRun")
	})
	sst, cst := server.Wrap(fakes), client.Wrap(fakes)
	early := stream(cst)
	early.Connect(socket.Inet("127.0.0.1", 9))
	early.Close()
	l := listen(sst)
	l.SetSockOpt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
	done := make(chan bool)
	go func() {
		defer close(done)
		conn := accept(l)
		conn.Recv(5)
		conn.Recv(1024)
		conn.Send(bytes.Repeat([]byte("长"), 50))
		conn.Recv(1024)
		conn.Close()
		l.Close()
	}()
	settle()
	time.Sleep(1500 * time.Millisecond)
	c := dial(cst)
	settle()
	client.Stdin("你好\n")
	c.Send([]byte("你好，\"服务器\"!\n"))
	settle()
	c.Recv(1024)
	client.Stdout("got\tit\n\x1b[2Jbye\n")
	c.Send([]byte{0xff, 0xfe, 0})
	settle()
	c.SetTimeout(250 * time.Millisecond)
	c.Close()
	<-done
	u := datagram(cst)
	u.SendTo([]byte("x"), socket.Inet("127.0.0.1", 7))
	u.SetTimeout(100 * time.Millisecond)
	u.RecvFrom(10)
	u.SetTimeout(0)
	u.RecvFrom(10)
}

func TestTextGolden(t *testing.T) {
	for name, color := range map[string]bool{"echo.txt": false, "echo-color.txt": true} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			synctest.Test(t, func(t *testing.T) {
				r := New(Config{Sinks: []Sink{Text(&out, color)}})
				echoRun(r)
				if err := r.Close(); err != nil {
					t.Fatal(err)
				}
			})
			path := filepath.Join("testdata", name)
			if *update {
				os.WriteFile(path, out.Bytes(), 0o644)
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Error(diff)
			}
			if !color && strings.Contains(out.String(), "\x1b") {
				t.Error("an escape sequence in plain text")
			}
		})
	}
}

func TestTextResults(t *testing.T) {
	tests := []struct {
		name       string
		enter, ret Event
		want       string
	}{
		{
			"accept", Event{Call: "accept"}, Event{Result: "s1.1", Peer: "[::1]:40312"},
			"accept() → s1.1 from ('::1', 40312, 0, 0)",
		},
		{
			"unix", Event{Call: "bind", Args: []Arg{{"addr", "sock"}}}, Event{},
			"bind('sock') → ok",
		},
		{
			"truncated", Event{Call: "recvfrom", Args: []Arg{{"size", "2"}, {"flags", "MSG_TRUNC"}}},
			Event{Result: "9", Len: 2, Bytes: []byte("ab"), Got: "MSG_TRUNC", Peer: "1.2.3.4:5"},
			`recvfrom(2, MSG_TRUNC) → "ab" 2 bytes, cut from 9 from ('1.2.3.4', 5)`,
		},
		{
			"an empty datagram", Event{Call: "recvfrom", Args: []Arg{{"size", "2"}}},
			Event{Result: "0", Peer: "1.2.3.4:5"},
			`recvfrom(2) → "" 0 bytes from ('1.2.3.4', 5)`,
		},
		{
			"the end", Event{Call: "recv", Args: []Arg{{"size", "2"}}}, Event{Result: "0", End: true},
			`recv(2) → "" end of stream`,
		},
		{
			"a long send", Event{Call: "send", Bytes: []byte(strings.Repeat("a", 100)), Len: 65536}, Event{Result: "65536"},
			`send("` + strings.Repeat("a", 60) + `"… 65536 bytes) → 65536`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			sink := Text(&out, false)
			test.enter.Seq, test.enter.Kind = 1, KindEnter
			test.ret.Seq, test.ret.Kind, test.ret.Call, test.ret.Enter = 2, KindReturn, test.enter.Call, 1
			synctest.Test(t, func(t *testing.T) {
				sink.Event(&test.enter)
				sink.Event(&test.ret)
			})
			if diff := cmp.Diff(test.want, strings.TrimSpace(out.String()[9:])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestColorWanted(t *testing.T) {
	none := func(string) string { return "" }
	if ColorWanted(&bytes.Buffer{}, none) {
		t.Error("colours for a buffer")
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if ColorWanted(f, none) {
		t.Error("colours for a file")
	}
}

// TestTextWaiting sees a call that waits, before it returns.
func TestTextWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		sink := Text(&out, false)
		steps := []struct {
			event Event
			then  time.Duration
			want  string
		}{
			{Event{Seq: 1, Kind: KindEnter, Host: "a", Sock: "s1", Call: "recv"}, overtake + 1, "recv() …"},
			{Event{Seq: 2, Kind: KindReturn, Host: "a", Sock: "s1", Call: "recv", Enter: 1, Time: time.Second, Result: "0", End: true}, 0, `recv() → "" end of stream  waited 1.0 s`},
			{Event{Seq: 3, Kind: KindEnter, Host: "a", Sock: "s1", Call: "recv"}, overtake - 1, ""},
			{Event{Seq: 4, Kind: KindReturn, Host: "a", Sock: "s1", Call: "recv", Enter: 3, Err: "timed out"}, overtake, "recv() → timed out"},
			{Event{Seq: 5, Kind: KindEnter, Host: "a", Sock: "s1", Call: "recv"}, overtake + 1, "recv() …"},
		}
		for _, step := range steps {
			out.Reset()
			sink.Event(&step.event)
			time.Sleep(step.then)
			synctest.Wait()
			text := out.String()
			text = strings.TrimSpace(text[min(len(text), len("    0.000  a       s1  ")):])
			if diff := cmp.Diff(step.want, text); diff != "" {
				t.Error(diff)
			}
		}
	})
}
