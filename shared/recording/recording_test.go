package recording_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/recording"
)

const head = `{"socketlab":"trace","version":1}` + "\n"

// packets are a datagram that is lost, one of which not all is known, and a segment.
const packets = head + `
{"seq":1,"kind":"enter","time":1000,"clock":"paced","host":"client","sock":"s1","call":"send","bytes":"aGVsbG8=","len":5}
{"seq":2,"kind":"packet","time":2000,"clock":"paced","host":"client","bytes":"aGVsbG8=","len":5,"local":"10.0.0.1:49152","peer":"10.0.0.2:8001","packet":{"fate":"sent","link":"client>server","flow":"f","n":1,"size":33}}
{"seq":3,"kind":"packet","time":2000,"clock":"paced","host":"client","bytes":"aGVsbG8=","len":5,"local":"10.0.0.1:49152","peer":"10.0.0.2:8001","packet":{"fate":"dropped","link":"client>server","flow":"f","n":1,"size":33,"stage":"drop","reason":"drop data 1"}}
{"seq":4,"kind":"packet","time":3000,"clock":"paced","host":"server","bytes":"aGVsbG8=","len":2000,"local":"[fd00::2]:8001","peer":"[fd00::1]:49152","packet":{"fate":"sent","link":"server>client","flow":"g","n":1,"size":2048}}
{"seq":5,"kind":"packet","time":4000,"clock":"paced","host":"server","bytes":"aGk=","len":2,"local":"10.0.0.1:49152","peer":"10.0.0.2:8080","packet":{"fate":"delivered","link":"client>server","flow":"h","n":2,"size":54,"segment":{"flags":"PSH ACK","seq":1,"ack":1,"window":70000,"len":2,"text":"PSH ACK seq 1"}}}
{"seq":6,"kind":"packet","time":5000,"clock":"paced","host":"server","local":"nobody","peer":"10.0.0.2:8080","packet":{"fate":"delivered","link":"client>server","n":3,"size":54}}
`

// TestTshark has tshark read a run's packets: addresses, lengths, checksums, why one
// was lost.
func TestTshark(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("there are no processes in wasm")
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: scripts/tools does that")
	}
	a := recording.Ask(recording.Question{Kind: "capture", Number: 7, A: packets, Start: 1_000_000_000_000})
	if a.Error != "" || a.Number != 7 {
		t.Fatalf("answer %d: %s", a.Number, a.Error)
	}
	file := filepath.Join(t.TempDir(), "run.pcapng")
	if err := os.WriteFile(file, a.File, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tshark, "-r", file, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
		"-T", "fields", "-E", "separator=|", "-e", "frame.interface_name", "-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.cap_len",
		"-e", "udp.srcport", "-e", "udp.length", "-e", "udp.checksum.status", "-e", "ip.checksum.status", "-e", "frame.comment",
		"-e", "tcp.flags.str", "-e", "tcp.seq_raw", "-e", "tcp.window_size_value", "-e", "tcp.payload", "-e", "tcp.checksum.status").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"client|1000000000.000002000|33|33|49152|13|1|1|client>server, packet 1 of its flow: dropped, drop: drop data 1|||||",
		"server|1000000000.000003000|2048|53|8001|2008|2|||||||",
		"server|1000000000.000004000|42|42||||1||·······AP···|1|65535|6869|1",
	}, "\n") + "\n"
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Errorf("tshark (-want +got):\n%s", diff)
	}
}

// TestHost asks for the packets of one host: those that it sent, and that arrived.
func TestHost(t *testing.T) {
	for host, want := range map[string][2]bool{"": {true, true}, "client": {true, false}, "server": {false, true}} {
		a := recording.Ask(recording.Question{Kind: "capture", A: packets, Host: host})
		got := [2]bool{bytes.Contains(a.File, []byte("\x02\x00\x06\x00client")), bytes.Contains(a.File, []byte("\x02\x00\x06\x00server"))}
		if a.Error != "" || got != want {
			t.Errorf("host %q: interfaces of client, server: %v, want %v; %s", host, got, want, a.Error)
		}
	}
}

// TestParts asks where runs part, by the rules of trace.Diff.
func TestParts(t *testing.T) {
	const (
		one   = `{"seq":1,"kind":"enter","time":1,"clock":"wall","host":"client","sock":"s1","call":"send","bytes":"aGk=","len":2}` + "\n"
		later = `{"seq":4,"kind":"enter","time":900,"clock":"wall","host":"client","sock":"s1","call":"send","bytes":"aGk=","len":2}` + "\n"
		other = `{"seq":9,"kind":"return","time":3,"clock":"wall","host":"client","sock":"s1","call":"send","result":"2","enter":1}` + "\n"
		third = `{"seq":9,"kind":"return","time":3,"clock":"wall","host":"client","sock":"s1","call":"send","errno":"EPIPE","enter":4}` + "\n"
	)
	served := func(port, line, result string) string {
		return strings.NewReplacer("PORT", port, "LINE", line, "RESULT", result).Replace(head +
			`{"seq":3,"kind":"enter","time":1,"clock":"wall","host":"server","sock":"s1","call":"bind","args":[{"name":"addr","value":"10.0.0.2:PORT"}],"line":LINE}` + "\n" +
			`{"seq":4,"kind":"return","time":2,"clock":"wall","host":"server","sock":"s1","call":"bind","local":"10.0.0.2:PORT","enter":3,"line":LINE}` + "\n" +
			`{"seq":5,"kind":"packet","time":3,"clock":"wall","host":"client","peer":"10.0.0.2:PORT","packet":{"fate":"sent","link":"client>server","flow":"client:9>server:PORT","n":1,"size":33}}` + "\n" +
			`{"seq":6,"kind":"stdout","time":3,"clock":"wall","host":"server","text":"('10.0.0.2', PORT) RESULT\n"}` + "\n")
	}
	for _, test := range []struct {
		name  string
		a, b  string
		ports [2]int
		want  recording.Answer
	}{
		{"the same, at other times", head + one, head + later, [2]int{}, recording.Answer{Same: true}},
		{"other results", head + one + other, head + later + third, [2]int{}, recording.Answer{A: 9, B: 9,
			Text: "a: 0.000  client  s1    send(?) → 2\nb: 0.000  client  s1    send(?) → EPIPE\n"}},
		{"one ends sooner", head + one + other, head + one, [2]int{}, recording.Answer{A: 9,
			Text: "a: 0.000  client  s1    send(?) → 2\nb: the run has ended\n"}},
		{"of two lessons", served("12348", "30", "12348 bytes"), served("12349", "40", "12348 bytes"), [2]int{12348, 12349}, recording.Answer{Same: true}},
		{"of two lessons, which differ", served("12348", "30", "7 bytes"), served("12349", "40", "8 bytes"), [2]int{12348, 12349}, recording.Answer{A: 6, B: 6,
			Text: "a: 0.000  server        < ('10.0.0.2', 12348) 7 bytes\nb: 0.000  server        < ('10.0.0.2', 12349) 8 bytes\n"}},
		{"of two lessons, with other numbers", served("12348", "30", "1:123480"), served("12349", "30", "1:123490"), [2]int{12348, 12349}, recording.Answer{A: 6, B: 6,
			Text: "a: 0.000  server        < ('10.0.0.2', 12348) 1:123480\nb: 0.000  server        < ('10.0.0.2', 12349) 1:123490\n"}},
		{"at two ports", served("12348", "30", ""), served("12349", "30", ""), [2]int{}, recording.Answer{A: 3, B: 3,
			Text: "a: 0.000  server  s1    bind(('10.0.0.2', 12348)) …\nb: 0.000  server  s1    bind(('10.0.0.2', 12349)) …\n"}},
		{"no trace", "hello", head, [2]int{}, recording.Answer{Error: `trace line 1: no trace: it must begin with {"socketlab":"trace","version":1}`}},
		{"a bad line", head, head + one + "{", [2]int{}, recording.Answer{Error: "trace line 3: unexpected end of JSON input"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.want.Kind, test.want.Number = "answer", 3
			got := recording.Ask(recording.Question{Kind: "parts", Number: 3, A: test.a, B: test.b, Ports: test.ports})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRefused asks what cannot be answered.
func TestRefused(t *testing.T) {
	for _, test := range []struct {
		name, want string
		q          recording.Question
	}{
		{"kind", `question of kind "x": the kinds are parts and capture`, recording.Question{Kind: "x", A: head}},
		{"host", `host "router": the run has packets of client, server`, recording.Question{Kind: "capture", A: packets, Host: "router"}},
		{"no packets", recording.ErrNoPackets.Error(), recording.Question{Kind: "capture", A: head}},
	} {
		a := recording.Ask(test.q)
		if a.Error != test.want || !bytes.Equal(a.File, nil) {
			t.Errorf("%s: %q with %d bytes, want %q", test.name, a.Error, len(a.File), test.want)
		}
	}
}
