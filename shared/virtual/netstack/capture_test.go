package netstack_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/pcapng"
	"github.com/socketlab/socketlab/shared/virtual"
)

// TestTshark has tshark read all segments of a transfer over a bad network: what
// hosts have sent is well formed, with right checksums.
func TestTshark(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("there are no processes in wasm")
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: scripts/tools does that")
	}
	n := start(t, virtual.Config{Seed: 1}, link.Conditions{Loss: 0.05, Duplicate: 0.05, Delay: &link.Delay{Mean: 2 * time.Millisecond}})
	transfer(t, n, 100_000)
	n.Close()
	file := filepath.Join(t.TempDir(), "run.pcapng")
	f, err := os.Create(file)
	must(t, err)
	defer f.Close()
	w, segments := pcapng.NewWriter(f, time.Now()), 0
	for _, r := range n.all() {
		must(t, w.Record(r))
		if r.Kind == link.Sent {
			segments++
		}
	}
	must(t, w.Flush())
	count := func(filter string) int {
		out, err := exec.Command(tshark, "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-Y", filter, "-T", "fields", "-e", "frame.number").Output()
		must(t, err)
		return strings.Count(string(out), "\n")
	}
	if got := count("tcp"); got < segments || segments < 80 {
		t.Errorf("tshark reads %d segments, of %d sent", got, segments)
	}
	if got := count("_ws.malformed or ip.checksum.status == 0 or tcp.checksum.status == 0 or not tcp"); got != 0 {
		t.Errorf("%d packets are malformed or have wrong checksums", got)
	}
	if got := count("tcp.analysis.retransmission or tcp.analysis.fast_retransmission"); got == 0 {
		t.Error("tshark sees no retransmission")
	}
}
