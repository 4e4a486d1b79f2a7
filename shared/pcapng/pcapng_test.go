package pcapng_test

import (
	"bytes"
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
