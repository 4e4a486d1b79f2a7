package capture

import (
	"testing"

	"golang.org/x/net/bpf"
)

func TestFilter(t *testing.T) {
	vm, err := bpf.NewVM(filter(8080))
	if err != nil {
		t.Fatal(err)
	}
	four := func(protocol byte, words int, src, dst uint16) []byte { // words of header
		b := make([]byte, words*4+20)
		b[0], b[9] = 0x40|byte(words), protocol
		copy(b[words*4:], []byte{byte(src >> 8), byte(src), byte(dst >> 8), byte(dst)})
		return b
	}
	six := func(next byte, src, dst uint16) []byte {
		b := make([]byte, 60)
		b[0], b[6] = 0x60, next
		copy(b[40:], []byte{byte(src >> 8), byte(src), byte(dst >> 8), byte(dst)})
		return b
	}
	tests := []struct {
		name   string
		packet []byte
		want   bool
	}{
		{"IPv4 from the port", four(6, 5, 8080, 1), true},
		{"IPv4 to the port", four(6, 5, 1, 8080), true},
		{"IPv4 with options", four(6, 8, 1, 8080), true},
		{"IPv4, other ports", four(6, 5, 8081, 1), false},
		{"IPv4, UDP", four(17, 5, 8080, 8080), false},
		{"IPv6 from the port", six(6, 8080, 1), true},
		{"IPv6 to the port", six(6, 1, 8080), true},
		{"IPv6, other ports", six(6, 2, 1), false},
		{"IPv6, UDP", six(17, 8080, 8080), false},
		{"another version", append([]byte{0x50}, four(6, 5, 8080, 8080)[1:]...), false},
		{"short", []byte{0x45, 0}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, err := vm.Run(test.packet)
			if err != nil || n > 0 != test.want {
				t.Errorf("%d bytes are taken, %v; want any: %v", n, err, test.want)
			}
		})
	}
}
