package netstack_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// transfer sends bytes from the client to the server, which end with the
// client's FIN, and checks that they arrive.
func transfer(t testing.TB, n *net, size int) {
	t.Helper()
	client, server := n.pair()
	want := make([]byte, size)
	rand.NewChaCha8([32]byte{7}).Read(want)
	sent := make(chan error, 1)
	go func() {
		err := client.SendAll(want)
		if err == nil {
			err = client.Shutdown(socket.SHUT_WR)
		}
		sent <- err
	}()
	got, err := io.ReadAll(server.Conn())
	must(t, err)
	must(t, <-sent)
	if !bytes.Equal(want, got) {
		t.Errorf("%d bytes arrived of %d, or others", len(got), len(want))
	}
}

// lossy is a network that loses one packet in twenty, and takes 50 ms each way.
var lossy = link.Conditions{Loss: 0.05, Delay: &link.Delay{Mean: 50 * time.Millisecond}}

// TestTransfer: whatever is lost, all bytes arrive. With SOAK=1 it is 1 MiB for
// each of a hundred seeds, several at once: most of the time is waited.
func TestTransfer(t *testing.T) {
	seeds, size := uint64(4), 64<<10
	if os.Getenv("SOAK") != "" {
		seeds, size = 100, 1<<20
	}
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed+1), func(t *testing.T) {
			t.Parallel()
			transfer(t, start(t, virtual.Config{Seed: seed + 1}, lossy), size)
		})
	}
}

// TestCorruption: a segment that was corrupted fails its checksum, and is sent again.
func TestCorruption(t *testing.T) {
	n := start(t, virtual.Config{Seed: 3}, link.Conditions{Corrupt: 0.1, CorruptBy: 3, Delay: &link.Delay{Mean: time.Millisecond}})
	transfer(t, n, 200_000)
	corrupted := 0
	for _, r := range n.all() {
		if r.Kind == link.Corrupted {
			corrupted++
		}
	}
	if corrupted < 5 {
		t.Errorf("%d segments were corrupted, too few to tell", corrupted)
	}
}

// TestFlows: ephemeral ports are given in order, so that the flows of a program,
// and with them the fates of its packets, are the same in each run.
func TestFlows(t *testing.T) {
	n := start(t, virtual.Config{}, link.Conditions{})
	_, addr := n.listen(5)
	for range 3 {
		n.connect(addr)
	}
	var got []string
	for _, s := range n.segments(link.Sent, "client>server", "SYN") {
		got = append(got, s.Flow)
	}
	want := []string{"client:49152>server:8080", "client:49153>server:8080", "client:49154>server:8080"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("flows (-want +got):\n%s", diff)
	}
}
