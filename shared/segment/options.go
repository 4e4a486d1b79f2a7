package segment

import (
	"encoding/binary"
	"fmt"
)

// The kinds of options (IANA, TCP Option Kind Numbers).
const (
	optionEnd           = 0
	optionNone          = 1
	optionMSS           = 2
	optionWindowScale   = 3
	optionSACKPermitted = 4
	optionSACK          = 5
	optionTimestamp     = 8
)

// options reads the options of a header.
func options(b []byte) (o Options, err error) {
	for len(b) > 0 && b[0] != optionEnd {
		if b[0] == optionNone {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return o, fmt.Errorf("option %d is longer than the header", b[0])
		}
		kind, value := b[0], b[2:b[1]]
		b = b[b[1]:]
		if want, known := lengths[kind]; known && len(value) != want || kind == optionSACK && len(value)%8 != 0 {
			return o, fmt.Errorf("option %d has %d bytes", kind, len(value))
		}
		switch kind {
		case optionMSS:
			o.MSS = int(binary.BigEndian.Uint16(value))
		case optionWindowScale:
			scale := min(value[0], 14) // RFC 7323, section 2.3
			o.WindowScale = &scale
		case optionSACKPermitted:
			o.SACKPermitted = true
		case optionSACK:
			for ; len(value) > 0; value = value[8:] {
				o.SACK = append(o.SACK, Range{binary.BigEndian.Uint32(value), binary.BigEndian.Uint32(value[4:])})
			}
		case optionTimestamp:
			o.Timestamp = &Timestamp{binary.BigEndian.Uint32(value), binary.BigEndian.Uint32(value[4:])}
		}
	}
	return o, nil
}

// lengths are those of the options' values, in bytes.
var lengths = map[byte]int{optionMSS: 2, optionWindowScale: 1, optionSACKPermitted: 0, optionTimestamp: 8}
