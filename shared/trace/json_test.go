package trace

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

const head = `{"socketlab":"trace","version":1}` + "\n"

func TestJSONRoundTrip(t *testing.T) {
	var m Memory
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		r := New(Config{Sinks: []Sink{&m, JSON(&out)}, Cap: 8})
		echoRun(r)
		r.Close()
	})
	if !strings.HasPrefix(out.String(), head+`{"seq":1,"kind":"enter","time":0,"clock":"wall","host":"client","call":"socket","args":[`) {
		t.Errorf("begins %.200q", out.String())
	}
	got, err := ReadJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Events(), got); diff != "" {
		t.Error(diff)
	}
}

func TestJSONEmpty(t *testing.T) {
	var out bytes.Buffer
	New(Config{Sinks: []Sink{JSON(&out)}}).Close()
	if diff := cmp.Diff(head, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestReadJSON(t *testing.T) {
	tests := []struct {
		name, in, err string
		events        int
	}{
		{"no events", head, "", 0},
		{"empty lines, and an unknown field", head + "\n{\"seq\":1,\"later\":2}\n\n", "", 1},
		{"nothing", "", `trace line 1: no trace: it must begin with {"socketlab":"trace","version":1}`, 0},
		{"something else", "{}\n", `trace line 1: no trace: it must begin with {"socketlab":"trace","version":1}`, 0},
		{"a later version", `{"socketlab":"trace","version":2}`, "trace line 1: version 2 is not understood, only version 1", 0},
		{"a bad line", head + "{\"seq\":1}\n\n{\"seq\":", "trace line 4: unexpected end of JSON input", 1},
		{"a line without end", head + strings.Repeat(" ", maxLine+1), "trace: a line is longer than 16777216 bytes", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events, err := ReadJSON(strings.NewReader(test.in))
			var text string
			if err != nil {
				text = err.Error()
			}
			if diff := cmp.Diff(test.err, text); diff != "" || len(events) != test.events {
				t.Errorf("%d events, %s", len(events), diff)
			}
		})
	}
}

// FuzzReadJSON: whatever is read survives being written, and neither lanes nor
// text fail on it.
func FuzzReadJSON(f *testing.F) {
	var out bytes.Buffer
	r := New(Config{Sinks: []Sink{JSON(&out)}, Cap: 4, Stuck: -1})
	talk("hello", 2, -1, 3)(r.Host("server"), r.Host("client"), newFake(40000))
	datagrams("a", "bcde")(r.Host("server"), r.Host("client"), newFake(40000))
	r.Close()
	f.Add(out.Bytes())
	f.Add([]byte(head + `{"seq":1,"kind":"return","call":"recv","len":-5,"hash":"zz","bytes":"/w==","enter":1,"peer":"[::1%a]:9"}`))
	f.Add([]byte(head + `{"seq":1,"kind":"enter","call":"send","len":9223372036854775807}` + "\n" + `{"seq":2,"kind":"return","call":"send","enter":1,"result":"1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		events, err := ReadJSON(bytes.NewReader(data))
		if err != nil {
			return
		}
		var again, text bytes.Buffer
		lines, words := JSON(&again), Text(&text, true)
		for i := range events {
			lines.Event(&events[i])
			words.Event(&events[i])
		}
		lines.Flush()
		words.Flush()
		read, err := ReadJSON(&again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(events, read); diff != "" {
			t.Error(diff)
		}
		for _, p := range []Projection{{}, {Exact: true}, {PerHost: true, Cap: 1}} {
			if diff := cmp.Diff(Lanes(events, p), Lanes(read, p)); diff != "" {
				t.Error(diff)
			}
		}
	})
}
