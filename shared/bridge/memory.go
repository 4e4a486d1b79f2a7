package bridge

import (
	"sync"

	"github.com/socketlab/socketlab/shared/socket"
)

// memories keeps what bytes are received into: most of it is needed again at
// once.
var memories = sync.Pool{New: func() any { return new([maxStream]byte) }}

// memory returns room for size bytes; free gives it back.
func memory(size int) []byte {
	if size > maxStream {
		return make([]byte, size)
	}
	return memories.Get().(*[maxStream]byte)[:size]
}

func free(b []byte) {
	if cap(b) == maxStream {
		memories.Put((*[maxStream]byte)(b[:maxStream]))
	}
}

// release frees what a call received into.
func release(c *socket.Call) {
	if c.Op == socket.OpRecv || c.Op == socket.OpRecvFrom {
		free(c.Buf)
		c.Buf = nil
	}
}
