package bridge

import (
	"encoding/binary"

	"github.com/socketlab/socketlab/shared/socket"
)

// maxBatch is how many calls a batch may have.
const maxBatch = 8

// Part of a batch's body, or of its reply's: a length, and a call or a reply.
func appendPart(b []byte, fill func([]byte) []byte) []byte {
	at := len(b)
	b = fill(append(b, 0, 0, 0, 0))
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	return b
}

func (d *decoder) part() []byte {
	size := d.take(4)
	if size == nil {
		return nil
	}
	return d.take(int(binary.BigEndian.Uint32(size)))
}

func appendBatch(b []byte, calls []*socket.Call) []byte {
	for _, c := range calls {
		b = appendPart(b, func(b []byte) []byte { return appendCall(b, c) })
	}
	return b
}

// parseBatch reads the calls of a batch, none of which sends, receives or
// accepts.
func parseBatch(b []byte) ([]socket.Call, error) {
	d := decoder{b: b}
	var calls []socket.Call
	for len(d.b) > 0 {
		r, err := parseCall(d.part())
		wait := r.call.Op.Reads() || r.call.Op.Writes() && r.call.Op != socket.OpConnect
		if err != nil || d.bad || wait || len(calls) == maxBatch {
			return nil, errMalformed
		}
		calls = append(calls, r.call)
	}
	return calls, nil
}

// batch performs calls in order until one fails.
func (x *exported) batch(id uint32, calls []socket.Call) {
	x.out.write(frameReply, id, func(b []byte) []byte {
		for i := range calls {
			c := &calls[i]
			err := x.handle.Do(c)
			b = appendPart(b, func(b []byte) []byte { return appendReply(b, c, [8]byte{}, err) })
			if err != nil && c.Op != socket.OpSetSockOpt {
				break
			}
		}
		return b
	})
}

// refuseBatch answers a batch of which no call is made.
func (x *exported) refuseBatch(id uint32, why error) {
	x.out.write(frameReply, id, func(b []byte) []byte {
		return appendPart(b, func(b []byte) []byte { return appendReply(b, &socket.Call{}, [8]byte{}, why) })
	})
}

// parseBatchReply reads the replies to calls into them, and returns the failure
// that ended the batch.
func parseBatchReply(b []byte, calls []*socket.Call) (failed, broken error) {
	d := decoder{b: b}
	for _, c := range calls {
		_, failed, broken = parseReply(d.part(), c)
		if broken != nil || failed != nil && c.Op != socket.OpSetSockOpt {
			return failed, broken
		}
	}
	return nil, nil
}
