package bridge

import (
	"context"

	"github.com/socketlab/socketlab/shared/socket"
)

// resolve answers with a host's addresses, unless the session ends first.
func (s *session) resolve(ctx context.Context, out *frameWriter, f frame) {
	select {
	case s.lookups <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-s.lookups }()
	ctx, cancel := context.WithTimeout(ctx, s.times.look)
	defer cancel()
	ips, err := s.stack.Resolve(ctx, string(f.body))
	var list []byte
	for _, ip := range ips[:min(len(ips), 64)] {
		list = append(append(list, byte(ip.BitLen()/8)), ip.AsSlice()...)
	}
	out.write(frameReply, f.id, func(b []byte) []byte {
		return appendReply(b, &socket.Call{Op: socket.OpRecv, Buf: list, N: len(list)}, [8]byte{}, err)
	})
}
