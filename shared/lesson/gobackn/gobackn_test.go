package gobackn_test

import (
	"fmt"
	"testing"

	"github.com/socketlab/socketlab/shared/lesson/gobackn"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/rdt"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, gobackn.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, gobackn.New()) }

// The server takes data in order only, and each ack names the last taken.
func TestServer(t *testing.T) {
	printed := lessontest.Serve(t, gobackn.New(), nil, func(t *testing.T, c lessontest.Client) {
		s := c.Dial(t)
		for _, seq := range []struct{ data, ack uint32 }{{2, 0}, {1, 1}, {3, 1}, {1, 1}, {2, 2}} {
			data := rdt.Packet{Kind: rdt.Data, Seq: seq.data, Payload: fmt.Append(nil, seq.data)}
			want := rdt.Packet{Kind: rdt.Ack, Seq: seq.ack}
			if got, err := rdt.Decode([]byte(c.Ask(t, s, string(data.Encode())))); err != nil || got.String() != want.String() {
				t.Errorf("the answer to %v is %v, %v; want %v", data, got, err, want)
			}
		}
	})
	want := "waiting for data\n"
	for _, piece := range []int{1, 2} {
		want += fmt.Sprintf("('127.0.0.1', 49152) %d\n", piece)
	}
	if printed != want {
		t.Errorf("printed %q, want %q", printed, want)
	}
}
