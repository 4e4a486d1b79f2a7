package sockettest

import (
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

func transferCases() []testCase {
	return []testCase{
		{"transfer/send-only-fills-buffers", sendFillsBuffers},
		{"transfer/nonblocking-send-is-partial", sendNonblockingPartial},
		{"transfer/send-with-timeout-is-partial", sendTimeoutPartial},
		{"transfer/blocking-send-sends-all", sendBlockingAll},
		{"transfer/sendall-sends-all", sendAllAll},
		{"transfer/sendall-timeout-bounds-the-whole", sendAllTimeout},
		{"transfer/sendall-fails-on-reset", sendAllReset},
		{"transfer/8-mib-both-ways-at-once", transferBothWays},
	}
}

// send is done when the bytes are in the send buffer, though the peer has not
// even been accepted (S83, S20).
func sendFillsBuffers(e *env) {
	l, addr := e.listen(1)
	client := e.connect(addr)
	e.send(client, "early")
	e.says(e.accept(l), "early")
}

// A non-blocking send accepts what fits, and says how much; then EAGAIN (S78, S104).
func sendNonblockingPartial(e *env) {
	client, server := e.narrow()
	client.SetBlocking(false)
	big := make([]byte, 16<<20)
	n, err := client.Send(big)
	e.must(err)
	if n < 1 || n >= len(big) {
		e.Errorf("send of %d bytes accepted %d, want only some", len(big), n)
	}
	more, err := stuff(client)
	n += more
	e.fails("send into full buffers", err, socket.EAGAIN)
	e.must(client.Shutdown(socket.SHUT_WR))
	e.equal("bytes that arrive", n, drain(server))
}

// With a timeout send is one attempt, which waits only if nothing fits (S78, S82).
func sendTimeoutPartial(e *env) {
	client, server := e.narrow()
	client.SetTimeout(short)
	big := make([]byte, 16<<20)
	total := 0
	for {
		n, err := client.Send(big)
		total += n
		if err != nil {
			e.timesOut("send into full buffers", err)
			break
		}
		if n < 1 || n >= len(big) {
			e.Fatalf("send of %d bytes accepted %d, want only some", len(big), n)
		}
	}
	e.must(client.Shutdown(socket.SHUT_WR))
	e.equal("bytes that arrive", total, drain(server))
}

// A blocking send returns when all is queued, and waits until then (S78, S83).
func sendBlockingAll(e *env) {
	client, server := e.narrow()
	const size = 4 << 20
	sent := async(func() (int, error) { return client.Send(make([]byte, size)) })
	received := async(func() (int, error) { return drain(server), nil })
	n, err := sent()
	e.must(err)
	e.equal("bytes sent", size, n)
	e.must(client.Shutdown(socket.SHUT_WR))
	n, _ = received()
	e.equal("bytes that arrive", size, n)
}

// sendall sends all, with or without a timeout: it loops (S79, S105).
func sendAllAll(e *env) {
	for _, timeout := range []time.Duration{socket.NoTimeout, patience} {
		client, server := e.narrow()
		client.SetTimeout(timeout)
		received := async(func() (int, error) { return drain(server), nil })
		e.must(client.SendAll(make([]byte, 4<<20)))
		e.must(client.Shutdown(socket.SHUT_WR))
		n, _ := received()
		e.equal("bytes that arrive", 4<<20, n)
	}
}

// sendall fails when its time is over, though some of it has been sent (S79, S82).
func sendAllTimeout(e *env) {
	client, server := e.narrow()
	client.SetTimeout(short)
	e.timesOut("sendall to a peer that does not receive", client.SendAll(make([]byte, 16<<20)))
	e.must(client.Close())
	if n := drain(server); n == 0 || n >= 16<<20 {
		e.Errorf("%d bytes arrived, want only some", n)
	}
}

// sendall fails when the peer resets while it waits (S79, S115).
func sendAllReset(e *env) {
	client, server := e.narrow()
	failed := begin(func() error { return client.SendAll(make([]byte, 16<<20)) })
	_, err := server.Recv(1, socket.MSG_PEEK) // so that there is unread data
	e.must(err)
	e.settle()
	e.must(server.Close())
	e.fails("sendall", failed(), socket.ECONNRESET, socket.EPIPE)
}

// Large transfers both ways at once neither lose, repeat nor reorder (S63).
func transferBothWays(e *env) {
	client, server := e.pair()
	const size = 8 << 20
	send := func(s *socket.Socket, seed uint64) func() ([32]byte, error) {
		return async(func() ([32]byte, error) {
			data := make([]byte, size)
			r := rand.NewChaCha8([32]byte{byte(seed)})
			r.Read(data)
			if err := s.SendAll(data); err != nil {
				return [32]byte{}, err
			}
			return sha256.Sum256(data), s.Shutdown(socket.SHUT_WR)
		})
	}
	receive := func(s *socket.Socket) func() ([32]byte, error) {
		return async(func() ([32]byte, error) {
			data, err := s.Recv(size, socket.MSG_WAITALL)
			if len(data) != size {
				err = errors.Join(err, errors.New("the stream ended too early"))
			}
			return sha256.Sum256(data), err
		})
	}
	up, down := send(client, 1), send(server, 2)
	upGot, downGot := receive(server), receive(client)
	for _, way := range []struct {
		name      string
		sent, got func() ([32]byte, error)
	}{{"to the server", up, upGot}, {"to the client", down, downGot}} {
		want, err := way.sent()
		e.must(err)
		got, err := way.got()
		e.must(err)
		e.equal("hash of what went "+way.name, want, got)
	}
}

// drain receives until the stream ends or fails, and counts.
func drain(s *socket.Socket) int {
	total, buf := 0, make([]byte, 64<<10)
	for {
		n, err := s.RecvInto(buf)
		total += n
		if n == 0 || err != nil {
			return total
		}
	}
}
