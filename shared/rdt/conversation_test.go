package rdt_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/rdt"
)

// TestFollow has a conversation of packets, each "data 1 a": kind, sequence number
// and payload. An ack goes the other way.
func TestFollow(t *testing.T) {
	tests := []struct{ name, packets, want string }{
		{"full numbers", "data 1 a, ack 1, data 2 b, ack 2, data 2 b, ack 2, fin 3, fin 3, ack 3",
			"data 1, ack 1, data 2, ack 2, data 2 again, ack 2, fin 3, fin 3 again, ack 3"},
		{"a window goes back", "data 1 a, data 2 a, data 3 a, ack 0, ack 1, data 2 a, data 3 a, fin 4",
			"data 1, data 2, data 3, ack 0, ack 1, data 2 again, data 3 again, fin 4"},
		{"a bit", "data 1 a, ack 1, data 0 a, data 0 a, ack 0, ack 0, data 1 a, ack 1, data 1 a, fin 0, ack 1, ack 0",
			"data 1, ack 1, data 2, data 2 again, ack 2, ack 2, data 3, ack 3, data 3 again, fin 4, ack 3, ack 4"},
		{"a bit, and the first is lost", "data 1 a, data 1 a, fin 0", "data 1, data 1 again, fin 2"},
		{"no number", "data 0 a, data 0 a, ack 0, data 0 b, ack 0, fin 0, fin 0", "data 1, data 1 again, ack 1, data 2, ack 2, fin 3, fin 3 again"},
		{"a window's numbers", "data 1 a, data 2 a, data 0 a, ack 1, data 1 a, ack 0, data 2 a, data 0 a, data 1 a",
			"data 1, data 2, data 3, ack 1, data 4, ack 3, data 5, data 6, data 7"},
		{"a window's numbers go back", "data 1 a, data 2 a, data 0 a, ack 1, data 2 a, data 0 a, fin 1",
			"data 1, data 2, data 3, ack 1, data 2 again, data 3 again, fin 4"},
		{"from the middle", "ack 6, data 7 a, data 7 a, data 8 a", "ack 6, data 7, data 7 again, data 8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var c rdt.Conversations
			var got []string
			for text := range strings.SplitSeq(test.packets, ", ") {
				p := packet(t, text)
				src, dst := "a", "b"
				if p.Kind == rdt.Ack {
					src, dst = dst, src
				}
				p, again, err := c.Follow(src, dst, p.Encode())
				if err != nil {
					t.Fatal(err)
				}
				text = p.String()
				if again {
					text += " again"
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Other addresses are another transfer, and other bytes are none.
func TestFollowOthers(t *testing.T) {
	var c rdt.Conversations
	first := packet(t, "data 1 a").Encode()
	for _, src := range []string{"a", "c"} {
		if _, again, err := c.Follow(src, "b", first); again || err != nil {
			t.Errorf("the first packet of %s: again %v, %v", src, again, err)
		}
	}
	if _, _, err := c.Follow("a", "b", first[:rdt.Header-1]); err == nil {
		t.Error("half a header is a packet")
	}
}

// packet returns the packet of a text: "data 1 a".
func packet(t *testing.T, text string) rdt.Packet {
	t.Helper()
	kinds := map[string]rdt.Kind{"data": rdt.Data, "ack": rdt.Ack, "fin": rdt.Fin}
	words := append(strings.Fields(text), "")
	seq, err := strconv.ParseUint(words[1], 10, 32)
	if err != nil || kinds[words[0]] == 0 {
		t.Fatalf("%q is no packet", text)
	}
	return rdt.Packet{Kind: kinds[words[0]], Seq: uint32(seq), Payload: []byte(words[2])}
}
