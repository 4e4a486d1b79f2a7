package sockettest

import (
	"net"
	"net/netip"

	"github.com/socketlab/socketlab/shared/socket"
)

func unixQueueCases() []testCase {
	return []testCase{
		{"unix/datagram-sender-waits-for-room", unixQueueWaits},
		{"unix/waiting-datagram-sender-times-out", unixQueueTimesOut},
		{"unix/close-wakes-a-waiting-datagram-sender", unixQueueClose},
		{"unix/connect-waits-for-a-full-backlog", unixBacklog},
		{"unix/stream-send-is-partial", unixPartial},
		{"unix/address-of-inet-is-refused", unixWrongFamily},
	}
}

// fullPeer returns a datagram socket that another, connected to it, has filled.
func (e *env) fullPeer() (sender, receiver *socket.Socket, queued int) {
	e.Helper()
	addr := e.path()
	if !e.linux() {
		e.Skip("a full peer makes the sender wait on Linux; elsewhere it is ENOBUFS")
	}
	receiver, sender = e.unix(socket.SOCK_DGRAM), e.unix(socket.SOCK_DGRAM)
	e.must(receiver.Bind(addr))
	e.must(sender.Connect(addr))
	for ; ; queued++ {
		_, err := sender.Send([]byte("x"), socket.MSG_DONTWAIT)
		if err != nil {
			e.fails("send to a full peer", err, socket.EAGAIN)
			return sender, receiver, queued
		}
	}
}

// AF_UNIX loses no datagrams: a sender waits while the receiver's queue is
// full, and goes on when there is room (S64, S78).
func unixQueueWaits(e *env) {
	sender, receiver, queued := e.fullPeer()
	sent := begin(func() error { _, err := sender.Send([]byte("last")); return err })
	e.settle()
	for range queued {
		e.says(receiver, "x")
	}
	e.must(sent())
	e.says(receiver, "last")
}

// Such a sender has its timeout (S82).
func unixQueueTimesOut(e *env) {
	sender, _, _ := e.fullPeer()
	sender.SetTimeout(short)
	_, err := sender.Send([]byte("x"))
	e.timesOut("send", err)
}

// Such a sender ends when its socket is closed (S76).
func unixQueueClose(e *env) {
	sender, _, _ := e.fullPeer()
	waiting := begin(func() error { _, err := sender.Send([]byte("x")); return err })
	e.settle()
	e.must(sender.Close())
	e.fails("a waiting send", waiting(), net.ErrClosed)
}

// A connect to a full AF_UNIX backlog waits on Linux: EAGAIN when it may not,
// a timeout, or success once accept has made room (S81, S111).
func unixBacklog(e *env) {
	addr := e.path()
	if !e.linux() {
		e.Skip("a full backlog refuses elsewhere")
	}
	l := e.unix(socket.SOCK_STREAM)
	e.must(l.Bind(addr))
	e.must(l.Listen(0))
	e.must(e.unix(socket.SOCK_STREAM).Connect(addr))
	late := e.unix(socket.SOCK_STREAM)
	late.SetBlocking(false)
	e.fails("non-blocking connect", late.Connect(addr), socket.EAGAIN)
	late.SetTimeout(short)
	e.timesOut("connect", late.Connect(addr))
	late.SetBlocking(true)
	waiting := begin(func() error { return late.Connect(addr) })
	e.settle()
	e.accept(l)
	e.must(waiting())
	e.send(late, "at last")
	e.says(e.accept(l), "at last")
}

// A non-blocking AF_UNIX stream sends what fits, then EAGAIN; a blocking one
// sends all (S78, S79).
func unixPartial(e *env) {
	client, server, _ := e.unixPair(socket.SOCK_STREAM)
	sent, err := stuff(client, socket.MSG_DONTWAIT)
	e.fails("send into full buffers", err, socket.EAGAIN)
	all := begin(func() error { return client.SendAll(make([]byte, 1<<20)) })
	received := async(func() (int, error) { return drain(server), nil })
	e.must(all())
	e.must(client.Close())
	n, _ := received()
	e.equal("bytes that arrive", sent+1<<20, n)
}

// AF_UNIX takes no host and port (S25, S129).
func unixWrongFamily(e *env) {
	e.path() // skips where there is no AF_UNIX
	s := e.unix(socket.SOCK_STREAM)
	e.fails("bind", s.Bind(socket.Addr{IP: netip.IPv4Unspecified()}), socket.EINVAL, socket.EAFNOSUPPORT)
}
