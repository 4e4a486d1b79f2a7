package selectiverepeat_test

import (
	"fmt"
	"testing"

	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/selectiverepeat"
	"github.com/socketlab/socketlab/shared/rdt"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, selectiverepeat.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, selectiverepeat.New()) }

// The server takes data in any order, acknowledges each, and delivers in order.
func TestServer(t *testing.T) {
	printed := lessontest.Serve(t, selectiverepeat.New(), nil, func(t *testing.T, c lessontest.Client) {
		s := c.Dial(t)
		for _, seq := range []struct{ data, ack uint32 }{{2, 2}, {1, 1}, {3, 3}, {1, 1}, {2, 2}} {
			data := rdt.Packet{Kind: rdt.Data, Seq: seq.data, Payload: fmt.Append(nil, seq.data)}
			want := rdt.Packet{Kind: rdt.Ack, Seq: seq.ack}
			if got, err := rdt.Decode([]byte(c.Ask(t, s, string(data.Encode())))); err != nil || got.String() != want.String() {
				t.Errorf("the answer to %v is %v, %v; want %v", data, got, err, want)
			}
		}
	})
	want := "waiting for data\n"
	for _, piece := range []int{1, 2, 3} {
		want += fmt.Sprintf("('127.0.0.1', 49152) %d\n", piece)
	}
	if printed != want {
		t.Errorf("printed %q, want %q", printed, want)
	}
}
