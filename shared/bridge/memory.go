package bridge

import (
	"sync"

	"github.com/socketlab/socketlab/shared/socket"
)

// A block has room for the longest transfer of a stream, and the longest record.
type block [maxRecord]byte

// memories keeps what bytes are received into: most of it is needed again at
// once.
var memories = sync.Pool{New: func() any { return new(block) }}

// memory returns room for size bytes; free gives it back.
func memory(size int) []byte {
	if size > len(block{}) {
		return make([]byte, size)
	}
	return memories.Get().(*block)[:size]
}

func free(b []byte) {
	if cap(b) == len(block{}) {
		memories.Put((*block)(b[:cap(b)]))
	}
}

// release frees what a call received into.
func release(c *socket.Call) {
	if c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom {
		free(c.Buf)
		c.Buf = nil
	}
}
