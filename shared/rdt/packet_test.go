package rdt_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/rdt"
)

// The checksums are those of Python's zlib.crc32.
var golden = []struct {
	name, hex string
	packet    rdt.Packet
}{
	{"data", "01" + "00000003" + "a01752c0" + "6869", rdt.Packet{Kind: rdt.Data, Seq: 3, Payload: []byte("hi")}},
	{"empty data", "01" + "00000001" + "8c45ee3b", rdt.Packet{Kind: rdt.Data, Seq: 1, Payload: []byte{}}},
	{"ack", "02" + "00000003" + "25ebf5c7", rdt.Packet{Kind: rdt.Ack, Seq: 3, Payload: []byte{}}},
	{"fin, the greatest number", "03" + "ffffffff" + "5f39ad2e", rdt.Packet{Kind: rdt.Fin, Seq: 1<<32 - 1, Payload: []byte{}}},
}

func TestGolden(t *testing.T) {
	for _, test := range golden {
		t.Run(test.name, func(t *testing.T) {
			if got := hex.EncodeToString(test.packet.Encode()); got != test.hex {
				t.Errorf("encoded %s, want %s", got, test.hex)
			}
			b, _ := hex.DecodeString(test.hex)
			got, err := rdt.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.packet, got); diff != "" {
				t.Errorf("decoded (-want +got):\n%s", diff)
			}
			if class := rdt.Class(b); class != test.packet.Kind.String() {
				t.Errorf("class %q", class)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct {
		name, want string
		datagram   []byte
	}{
		{"nothing", "rdt: a packet of 0 bytes: the header has 9", nil},
		{"half a header", "rdt: a packet of 8 bytes: the header has 9", make([]byte, 8)},
		{"zeros", "rdt: checksum 00000000 in a packet with c622f71d", make([]byte, 9)},
		{"kind 4", "rdt: a packet of kind 4: there are 1 (data), 2 (ack) and 3 (fin)", rdt.Packet{Kind: 4}.Encode()},
		{"an ack with a payload", "rdt: ack 7 with 1 bytes of payload: only data has any",
			rdt.Packet{Kind: rdt.Ack, Seq: 7, Payload: []byte("x")}.Encode()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := rdt.Decode(test.datagram)
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
			if class := rdt.Class(test.datagram); class != "" {
				t.Errorf("class %q, want none", class)
			}
		})
	}
}

// A packet with one bit or two that are wrong is no packet.
func TestCorruption(t *testing.T) {
	b := rdt.Packet{Kind: rdt.Data, Seq: 5, Payload: []byte("hello")}.Encode()
	bits := len(b) * 8
	for i := range bits {
		for j := i; j < bits; j++ {
			c := bytes.Clone(b)
			c[i/8] ^= 1 << (i % 8)
			if j > i {
				c[j/8] ^= 1 << (j % 8)
			}
			if p, err := rdt.Decode(c); err == nil {
				t.Fatalf("bits %d and %d flipped: %v", i, j, p)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, test := range golden {
		f.Add(test.packet.Encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := rdt.Decode(b)
		if err == nil && !bytes.Equal(p.Encode(), b) {
			t.Errorf("%x is decoded as %v, which is encoded as %x", b, p, p.Encode())
		}
		for _, protocol := range protocols { // nor does it harm a core
			protocol.sender(rdt.Config{}, []byte("x")).Receive(start, b)
			protocol.receiver(rdt.Config{}).Receive(start, b)
		}
	})
}
