package bridge

import "encoding/binary"

// dataFrame is yamux's type of the frames that have a body; in the others the
// length is a number.
const dataFrame = 0

// headers finds the headers in a sequence of yamux frames, however it is cut.
type headers struct {
	header [12]byte
	have   int            // bytes of the header
	body   uint32         // bytes that are missing of the body
	begun  func([12]byte) // is told each header, unless nil
}

// whole reports whether no frame has begun that has not ended.
func (h *headers) whole() bool { return h.have == 0 && h.body == 0 }

// data reports whether the last frame has a body.
func (h *headers) data() bool { return h.header[1] == dataFrame }

func (h *headers) add(b []byte) {
	for len(b) > 0 {
		if h.body > 0 {
			n := min(len(b), int(h.body))
			h.body -= uint32(n)
			b = b[n:]
			continue
		}
		n := copy(h.header[h.have:], b)
		h.have += n
		b = b[n:]
		if h.have == len(h.header) {
			h.have = 0
			if h.header[1] == dataFrame {
				h.body = binary.BigEndian.Uint32(h.header[8:])
			}
			if h.begun != nil {
				h.begun(h.header)
			}
		}
	}
}
