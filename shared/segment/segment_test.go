package segment

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var (
	client4, server4 = netip.MustParseAddrPort("10.0.0.1:49152"), netip.MustParseAddrPort("10.0.0.2:8080")
	client6, server6 = netip.MustParseAddrPort("[fd00::1]:49152"), netip.MustParseAddrPort("[fd00::2]:8080")
)

// packet returns an IP packet with a TCP segment, without checksums.
func packet(s Segment, options []byte) []byte {
	var tcp []byte
	tcp = binary.BigEndian.AppendUint16(tcp, s.Src.Port())
	tcp = binary.BigEndian.AppendUint16(tcp, s.Dst.Port())
	tcp = binary.BigEndian.AppendUint32(tcp, s.Seq)
	tcp = binary.BigEndian.AppendUint32(tcp, s.Ack)
	tcp = append(tcp, byte(20+len(options))/4<<4, byte(s.Flags))
	tcp = binary.BigEndian.AppendUint16(tcp, uint16(s.Window))
	tcp = append(append(append(tcp, 0, 0, 0, 0), options...), s.Payload...)
	if s.Src.Addr().Is4() {
		ip := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0}
		binary.BigEndian.PutUint16(ip[2:], uint16(20+len(tcp)))
		ip = append(append(ip, s.Src.Addr().AsSlice()...), s.Dst.Addr().AsSlice()...)
		return append(ip, tcp...)
	}
	ip := []byte{0x60, 0, 0, 0, 0, 0, 6, 64}
	binary.BigEndian.PutUint16(ip[4:], uint16(len(tcp)))
	ip = append(append(ip, s.Src.Addr().AsSlice()...), s.Dst.Addr().AsSlice()...)
	return append(ip, tcp...)
}

var compare = cmp.Options{cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }), cmpopts.EquateEmpty()}

func TestParse(t *testing.T) {
	scale := uint8(7)
	tests := []struct {
		name    string
		segment Segment
		options []byte
		class   string
		text    string
	}{
		{"SYN with options", Segment{Src: client4, Dst: server4, Seq: 1000, Flags: SYN, Window: 64240,
			Options: Options{MSS: 1460, WindowScale: &scale, SACKPermitted: true, Timestamp: &Timestamp{1, 0}}},
			[]byte{2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7}, "SYN",
			"SYN seq 1000 window 64240, mss 1460, window scale 7, SACK permitted, timestamps"},
		{"SYN-ACK over IPv6", Segment{Src: server6, Dst: client6, Seq: 5, Ack: 1001, Flags: SYN | ACK, Window: 10}, nil,
			"SYN-ACK", "SYN ACK seq 5 ack 1001 window 10"},
		{"data", Segment{Src: client4, Dst: server4, Seq: 1, Ack: 2, Flags: PSH | ACK, Window: 3, Payload: []byte("hello")}, nil,
			"data", "PSH ACK seq 1 ack 2 window 3, 5 bytes"},
		{"SACK", Segment{Src: server4, Dst: client4, Seq: 1, Ack: 6, Flags: ACK, Window: 3,
			Options: Options{SACK: []Range{{11, 16}}}}, []byte{1, 1, 5, 10, 0, 0, 0, 11, 0, 0, 0, 16},
			"ack", "ACK seq 1 ack 6 window 3, SACK 11 to 16"},
		{"FIN", Segment{Src: client4, Dst: server4, Seq: 1, Ack: 2, Flags: FIN | ACK}, []byte{0, 9, 9, 9}, "FIN", "FIN ACK seq 1 ack 2 window 0"},
		{"RST", Segment{Src: client4, Dst: server4, Seq: 1, Flags: RST}, nil, "RST", "RST seq 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Parse(packet(test.segment, test.options))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.segment, got, compare); diff != "" {
				t.Error(diff)
			}
			if got.Class() != test.class || got.String() != test.text {
				t.Errorf("it is %q, %q; want %q, %q", got.Class(), got.String(), test.class, test.text)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	whole := packet(Segment{Src: client4, Dst: server4, Flags: SYN}, nil)
	change := func(at int, to byte) []byte {
		b := append([]byte(nil), whole...)
		b[at] = to
		return b
	}
	tests := []struct {
		name   string
		packet []byte
		want   string
	}{
		{"empty", nil, "the packet is shorter than its headers"},
		{"cut", whole[:39], "the packet is shorter than its headers"},
		{"version", change(0, 0x55), "IP version 5: it can be 4 or 6"},
		{"protocol", change(9, 17), "protocol 17: TCP is 6"},
		{"long header", change(32, 0xf0), "the packet is shorter than its headers"},
		{"long option", packet(Segment{Src: client4, Dst: server4}, []byte{2, 5, 0, 0}), "option 2 is longer than the header"},
		{"wrong option", packet(Segment{Src: client4, Dst: server4}, []byte{2, 3, 0, 0}), "option 2 has 1 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Parse(test.packet); err == nil || err.Error() != test.want {
				t.Errorf("it says %v, want %s", err, test.want)
			}
		})
	}
}

// Numbers count from the connection's beginning, across the end of their range.
func TestFollow(t *testing.T) {
	scale := uint8(2)
	const c, s = 0xffffffff, 0x80000000 // first sequence numbers
	syn := Options{WindowScale: &scale}
	steps := []struct {
		segment Segment
		want    string
		again   bool
	}{
		{Segment{Src: client4, Dst: server4, Seq: c, Flags: SYN, Window: 10, Options: syn}, "SYN seq 0 window 10, window scale 2", false},
		{Segment{Src: client4, Dst: server4, Seq: c, Flags: SYN, Window: 10, Options: syn}, "SYN seq 0 window 10, window scale 2", true},
		{Segment{Src: server4, Dst: client4, Seq: s, Ack: c + 1 - 1<<32, Flags: SYN | ACK, Window: 10, Options: syn},
			"SYN ACK seq 0 ack 1 window 10, window scale 2", false},
		{Segment{Src: client4, Dst: server4, Seq: 0, Ack: s + 1, Flags: ACK, Window: 10}, "ACK seq 1 ack 1 window 40", false},
		{Segment{Src: client4, Dst: server4, Seq: 3, Ack: s + 1, Flags: ACK, Payload: []byte("def")}, "ACK seq 4 ack 1 window 0, 3 bytes", false},
		{Segment{Src: server4, Dst: client4, Seq: s + 1, Ack: 0, Flags: ACK, Options: Options{SACK: []Range{{3, 6}}}},
			"ACK seq 1 ack 1 window 0, SACK 4 to 7", false},
		{Segment{Src: client4, Dst: server4, Seq: 0, Ack: s + 1, Flags: ACK, Payload: []byte("abc")}, "ACK seq 1 ack 1 window 0, 3 bytes", true},
		{Segment{Src: client4, Dst: server4, Seq: 6, Ack: s + 1, Flags: FIN | ACK}, "FIN ACK seq 7 ack 1 window 0", false},
		// The same addresses again: another connection.
		{Segment{Src: client4, Dst: server4, Seq: 99, Flags: SYN, Window: 10}, "SYN seq 0 window 10", false},
		// A connection whose beginning was not seen.
		{Segment{Src: client6, Dst: server6, Seq: 50, Ack: 70, Flags: ACK, Payload: []byte("x")}, "ACK seq 1 ack 1 window 0, 1 bytes", false},
		{Segment{Src: server6, Dst: client6, Seq: 70, Ack: 51, Flags: ACK}, "ACK seq 1 ack 2 window 0", false},
	}
	var all Conversations
	for i, step := range steps {
		got, again := all.Follow(step.segment)
		if got.String() != step.want || again != step.again {
			t.Errorf("step %d: %q, again %v; want %q, %v", i, got.String(), again, step.want, step.again)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(packet(Segment{Src: client4, Dst: server4, Flags: SYN}, []byte{2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7}))
	f.Add(packet(Segment{Src: client6, Dst: server6, Flags: ACK, Payload: []byte("x")}, []byte{1, 1, 5, 10, 0, 0, 0, 11, 0, 0, 0, 16}))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Parse(b)
		if err != nil {
			return
		}
		r, _ := new(Conversations).Follow(s)
		if r.Length() != s.Length() || len(r.Payload) > len(b) {
			t.Errorf("%v became %v", s, r)
		}
	})
}
