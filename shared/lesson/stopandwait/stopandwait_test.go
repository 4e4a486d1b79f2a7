package stopandwait_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/stopandwait"
	"github.com/socketlab/socketlab/shared/rdt"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, stopandwait.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, stopandwait.New()) }

func TestTranscript(t *testing.T) {
	got := lessontest.Play(t, stopandwait.New(), lessontest.Memory(), lesson.RunConfig{
		Stdin: strings.NewReader("stop and wait\n"), Knobs: map[string]string{"size": "8"},
	})
	want := lessontest.Output{
		"server": "waiting for data\n('127.0.0.1', 49153) stop and\n('127.0.0.1', 49153)  wait\n" +
			"('127.0.0.1', 49153) 3 packets, 13 bytes, CRC-32 515420aa; 0 duplicates, 0 out of order, 0 corrupted\n",
		"client": "text to send, or an empty line:\n3 packets, 0 retransmissions, CRC-32 515420aa; " +
			"seen # s, theory # s, # kB/s\n",
	}
	got["client"] = lessontest.Unmeasured(got["client"])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// With no server, the client gives up.
func TestNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, out := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{
			Roles: []string{"client"}, Addr: stopandwait.New().Addr, Knobs: map[string]string{"tries": "3"},
		})
		start := time.Now()
		err := lesson.Run(t.Context(), stopandwait.New(), cfg)
		if took := time.Since(start); !errors.Is(err, syscall.ETIMEDOUT) || took != 3*time.Second {
			t.Errorf("after %v: %v, want a timeout after 3s", took, err)
		}
		want := "text to send, or an empty line:\ntimeout\ntimeout\ntimeout\n"
		if diff := cmp.Diff(want, out()["client"]); diff != "" {
			t.Error(diff)
		}
	})
}

// The server takes data in any number of copies, and is silent to all else:
// the first answer after that is to data.
func TestServer(t *testing.T) {
	data, ack := rdt.Packet{Kind: rdt.Data, Seq: 1, Payload: []byte("x")}, rdt.Packet{Kind: rdt.Ack, Seq: 1}
	printed := lessontest.Serve(t, stopandwait.New(), nil, func(t *testing.T, c lessontest.Client) {
		s := c.Dial(t)
		for _, other := range [][]byte{nil, []byte("hello"), ack.Encode(), make([]byte, 5000)} {
			if _, err := s.SendTo(other, socket.Inet("127.0.0.1", stopandwait.New().Addr.Port)); err != nil {
				t.Fatal(err)
			}
			if got := c.Ask(t, s, string(data.Encode())); got != string(ack.Encode()) {
				t.Errorf("answer %x, want an ack", got)
			}
		}
	})
	if want := "waiting for data\n('127.0.0.1', 49152) x\n"; printed != want {
		t.Errorf("printed %q, want %q", printed, want)
	}
}
