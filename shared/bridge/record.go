package bridge

import (
	"encoding/binary"

	"github.com/socketlab/socketlab/shared/socket"
)

// On the data stream of a datagram socket are records: a length, and as many
// bytes, which are a kind, an address and the datagram, or a kind and an error.
const (
	recordDatagram byte = iota
	recordError
)

const (
	recordRoom  = 64                     // what comes before the data fits, but for a zone of undue length
	maxRecord   = 4 + 1<<16 + recordRoom // the longest there is
	maxDatagram = maxStream - recordRoom // the longest that is sent so; others are calls
)

// appendRecordHeader appends what comes before a datagram's n bytes.
func appendRecordHeader(b []byte, a socket.Addr, n int) []byte {
	at := len(b)
	b = appendAddr(append(b, 0, 0, 0, 0, recordDatagram), a)
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4+n))
	return b
}

func appendErrorRecord(b []byte, err error) []byte {
	return appendPart(b, func(b []byte) []byte { return appendError(append(b, recordError), err) })
}

// recordSize reads a record's length; what is longer than any is malformed.
func recordSize(b []byte) (int, error) {
	n := binary.BigEndian.Uint32(b)
	if n == 0 || n > maxRecord-4 {
		return 0, errMalformed
	}
	return int(n), nil
}

// parseRecord reads what follows the length. The data stays in b.
func parseRecord(b []byte) (from socket.Addr, data []byte, failed, broken error) {
	d := decoder{b: b}
	switch d.byte() {
	case recordDatagram:
		from = d.addr()
		return from, d.b, nil, d.err()
	case recordError:
		failed = d.error()
		return from, nil, failed, d.err()
	}
	return from, nil, nil, errMalformed
}
