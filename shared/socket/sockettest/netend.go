package sockettest

import (
	"bytes"
	"io"

	"github.com/socketlab/socketlab/shared/socket"
)

const much = 4 << 20

// pattern returns bytes of which no two stretches are alike.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

func (e *env) whole(got []byte) {
	e.Helper()
	if want := pattern(much); !bytes.Equal(want, got) {
		e.Errorf("%d of %d bytes arrived, or others", len(got), len(want))
	}
}

// Who has half-closed still receives all of an echo (S65, S75).
func netEchoWhole(e *env) {
	client, server := e.conns()
	echoed := begin(func() error {
		defer server.Close()
		_, err := io.Copy(server, server)
		return err
	})
	sent := begin(func() error {
		if _, err := client.Write(pattern(much)); err != nil {
			return err
		}
		return client.(interface{ CloseWrite() error }).CloseWrite()
	})
	b, err := io.ReadAll(client)
	e.must(err)
	e.must(sent())
	e.must(echoed())
	e.whole(b)
}

// What was written before Close arrives (S75).
func netCloseSends(e *env) {
	client, server := e.conns()
	received := async(func() ([]byte, error) { return io.ReadAll(server) })
	_, err := client.Write(pattern(much))
	e.must(err)
	e.must(client.Close())
	b, err := received()
	e.must(err)
	e.whole(b)
}

// A peer that closes with SO_LINGER 0 resets: read fails, and in the end write
// does (S75, S92).
func netReset(e *env) {
	client, server := e.conns()
	s := server.(interface{ Socket() *socket.Socket }).Socket()
	e.must(s.SetSockOpt(socket.SOL_SOCKET, socket.SO_LINGER, 0))
	e.must(server.Close())
	_, err := client.Read(make([]byte, 1))
	e.fails("read", err, socket.ECONNRESET)
	for err = nil; err == nil; {
		_, err = client.Write(make([]byte, 64<<10))
	}
	e.fails("write", err, socket.EPIPE)
}
