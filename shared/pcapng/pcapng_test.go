package pcapng_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/pcapng"
)

// records are what became of a datagram that arrived, of one that was lost at
// once, and of one that was lost on its way.
var records = []link.Record{
	{Kind: link.Sent, Link: "client>server", Flow: "f", N: 1, Time: 1000, Src: "10.0.0.1:49152", Dst: "10.0.0.2:8001", Data: []byte("hello")},
	{Kind: link.Delayed, Link: "client>server", Flow: "f", N: 1, Time: 1000},
	{Kind: link.Sent, Link: "client>server", Flow: "f", N: 2, Time: 2000, Src: "10.0.0.1:49152", Dst: "10.0.0.2:8001", Data: []byte("lost")},
	{Kind: link.Dropped, Link: "client>server", Flow: "f", N: 2, Time: 2000, Src: "10.0.0.1:49152", Dst: "10.0.0.2:8001", Data: []byte("lost"), Stage: "loss", Reason: "loss 20 %: drew 0.1"},
	{Kind: link.Sent, Link: "server>client", Flow: "g", N: 1, Time: 3000, Src: "[fd00::2]:8001", Dst: "[fd00::1]:49152", Data: []byte("six")},
	{Kind: link.Delivered, Link: "client>server", Flow: "f", N: 1, Time: 5_001_000, Src: "10.0.0.1:49152", Dst: "10.0.0.2:8001", Data: []byte("hello")},
	{Kind: link.Dropped, Link: "server>client", Flow: "g", N: 1, Time: 6_000_000, Src: "[fd00::2]:8001", Dst: "[fd00::1]:49152", Data: []byte("six"), Stage: "partition", Reason: "the link went down"},
}

// syn is an IP packet with a TCP segment: a SYN, from port 49152 to 8080.
var syn = []byte{
	0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0x26, 0xce, 10, 0, 0, 1, 10, 0, 0, 2,
	0xc0, 0, 0x1f, 0x90, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0xbc, 0x4e, 0, 0,
}

func capture(t *testing.T, records []link.Record) []byte {
	var b bytes.Buffer
	w := pcapng.NewWriter(&b, time.Unix(1_000_000_000, 0))
	for _, r := range records {
		if err := w.Record(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTshark has tshark read a capture: addresses, comments, and checksums.
func TestTshark(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("there are no processes in wasm")
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: scripts/tools does that")
	}
	file := filepath.Join(t.TempDir(), "run.pcapng")
	segment := link.Record{Kind: link.Sent, Link: "client>server", Flow: "h", N: 1, Time: 7_000_000,
		Src: "10.0.0.1:49152", Dst: "10.0.0.2:8080", Data: syn, Size: len(syn)}
	if err := os.WriteFile(file, capture(t, append(records[:len(records):len(records)], segment)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tshark, "-r", file, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
		"-T", "fields", "-E", "separator=|", "-e", "frame.interface_name", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "ipv6.src",
		"-e", "udp.srcport", "-e", "udp.dstport", "-e", "udp.payload", "-e", "ip.checksum.status", "-e", "udp.checksum.status", "-e", "frame.comment",
		"-e", "tcp.flags.str", "-e", "tcp.checksum.status").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"client|1000000000.000001000|10.0.0.1||49152|8001|68656c6c6f|1|1|||",
		"client|1000000000.000002000|10.0.0.1||49152|8001|6c6f7374|1|1|client>server, packet 2 of its flow: dropped, loss: loss 20 %: drew 0.1||",
		"server|1000000000.000003000||fd00::2|8001|49152|736978||1|||",
		"server|1000000000.005001000|10.0.0.1||49152|8001|68656c6c6f|1|1|||",
		"server|1000000000.006000000||fd00::2|8001|49152|736978||1|server>client, packet 1 of its flow: dropped, partition: the link went down||",
		"client|1000000000.007000000|10.0.0.1|||||1|||··········S·|1",
	}, "\n") + "\n"
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Errorf("tshark (-want +got):\n%s", diff)
	}
}

// TestHost has tshark look for retransmissions where nothing is lost: there are none
// in the files of single hosts, and in that of all each packet stands twice.
func TestHost(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("there are no processes in wasm")
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: scripts/tools does that")
	}
	const syn, ack, psh = 0x02, 0x10, 0x18
	for _, test := range []struct {
		host  string
		want  string // interfaces
		again bool   // there are retransmissions
	}{
		{"client", "client client client client client", false},
		{"server", "server server server server server", false},
		{"", "client server server client client server client server server client", true},
	} {
		file := filepath.Join(t.TempDir(), "run.pcapng")
		out, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		w := pcapng.NewWriter(out, time.Unix(1_000_000_000, 0))
		w.Host = test.host
		record(t, w, 1, "client>server", pcapng.Header{Seq: 1000, Flags: syn, Window: 9000}, "")
		record(t, w, 2, "server>client", pcapng.Header{Seq: 5000, Ack: 1001, Flags: syn | ack, Window: 9000}, "")
		record(t, w, 3, "client>server", pcapng.Header{Seq: 1001, Ack: 5001, Flags: ack, Window: 9000}, "")
		record(t, w, 4, "client>server", pcapng.Header{Seq: 1001, Ack: 5001, Flags: psh, Window: 9000}, "hello")
		record(t, w, 5, "server>client", pcapng.Header{Seq: 5001, Ack: 1006, Flags: psh, Window: 9000}, "hi")
		if err := errors.Join(w.Flush(), out.Close()); err != nil {
			t.Fatal(err)
		}
		read := func(filter string) string {
			b, err := exec.Command(tshark, "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.interface_name").Output()
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(strings.Fields(string(b)), " ")
		}
		if diff := cmp.Diff(test.want, read("tcp")); diff != "" {
			t.Errorf("host %q: interfaces (-want +got):\n%s", test.host, diff)
		}
		if again := read("tcp.analysis.retransmission"); (again != "") != test.again {
			t.Errorf("host %q: tshark sees retransmissions on %q, want some: %v", test.host, again, test.again)
		}
	}
}

// record writes that the n-th segment was sent, and that it arrived.
func record(t *testing.T, w *pcapng.Writer, n int, on string, h pcapng.Header, data string) {
	t.Helper()
	src, dst := netip.MustParseAddrPort("10.0.0.1:49152"), netip.MustParseAddrPort("10.0.0.2:8080")
	if strings.HasPrefix(on, "server") {
		src, dst = dst, src
	}
	r := link.Record{Kind: link.Sent, Link: on, Flow: on, N: int64(n), Time: time.Duration(n) * time.Second,
		Src: src.String(), Dst: dst.String(), Data: pcapng.Segment(src, dst, uint16(n), h, []byte(data), len(data))}
	r.Size = len(r.Data)
	for _, kind := range []link.Kind{link.Sent, link.Delayed, link.Delivered} {
		r.Kind = kind
		if kind == link.Delivered {
			r.Time += 50 * time.Millisecond
		}
		if err := w.Record(r); err != nil {
			t.Fatal(err)
		}
	}
}

// TestHostSees: a host's file has why a packet was dropped at once, and not what
// became of another one later.
func TestHostSees(t *testing.T) {
	for host, want := range map[string]int{"": 5, "client": 2, "server": 2, "nobody": 0} {
		var b bytes.Buffer
		w := pcapng.NewWriter(&b, time.Time{})
		w.Host = host
		for _, r := range records {
			if err := w.Record(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, reason := 0, bytes.Contains(b.Bytes(), []byte("dropped, loss"))
		for rest := b.Bytes(); len(rest) >= 8; rest = rest[binary.LittleEndian.Uint32(rest[4:]):] {
			if binary.LittleEndian.Uint32(rest) == 6 {
				got++
			}
		}
		if got != want || reason != (host == "" || host == "client") {
			t.Errorf("host %q: %d packets, want %d; it says why one was lost: %v", host, got, want, reason)
		}
	}
}

// TestGolden holds the file to the bytes that tshark has read.
func TestGolden(t *testing.T) {
	golden := filepath.Join("testdata", "run.pcapng")
	got := capture(t, records)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("capture (-want +got); UPDATE=1 writes it:\n%s", diff)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteError(t *testing.T) {
	w := pcapng.NewWriter(full{}, time.Time{})
	if err := w.Record(records[0]); err != os.ErrClosed {
		t.Errorf("Record: %v, want %v", err, os.ErrClosed)
	}
	if err := w.Flush(); err != os.ErrClosed {
		t.Errorf("Flush: %v, want %v", err, os.ErrClosed)
	}
}
