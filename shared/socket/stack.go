package socket

import (
	"context"
	"net/netip"
	"time"
)

// A Stack is a network that sockets live on: the operating system's, another
// machine's, or a virtual one. It is the driver under the whole API.
type Stack interface {
	// Socket creates a socket, as socket(2) does. It fails with
	// EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPERM or EMFILE.
	Socket(f Family, t Type, proto int) (Handle, error)

	// Resolve returns the addresses of a host name, best first.
	Resolve(ctx context.Context, host string) ([]netip.Addr, error)

	// Close closes every socket, as a kernel does when a process exits.
	Close() error
}

// A Handle is one socket of a Stack. Its errors are bare causes (an Errno,
// net.ErrClosed, os.ErrDeadlineExceeded); Socket wraps them in an Error.
type Handle interface {
	// Do performs one call and fills in its results. It keeps neither c
	// nor its Buf after it has returned: they are used again. It may run beside
	// other calls: those of one direction take turns, and one that may not
	// wait (Timeout 0 or MSG_DONTWAIT) never queues behind one that does.
	Do(c *Call) error

	// SetDeadline sets the instants after which calls that wait fail with
	// os.ErrDeadlineExceeded, for those already waiting too. A nil pointer
	// leaves that direction as it is, the zero time means no deadline.
	// Accept reads; Connect writes.
	SetDeadline(read, write *time.Time) error

	// Close closes the socket as close(2) does. Every waiting Do returns
	// net.ErrClosed.
	Close() error
}

// Op is the operation of a Call.
type Op uint8

// The operations, each named after its system call.
const (
	OpSocket Op = iota + 1 // named in errors and traces; not a Call
	OpBind
	OpListen
	OpAccept
	OpConnect
	OpSend
	OpSendTo
	OpRecv
	OpRecvFrom
	OpShutdown
	OpGetSockName
	OpGetPeerName
	OpSetSockOpt
	OpGetSockOpt
	OpTCPInfo
	OpClose // named in errors and traces; not a Call
)

var opNames = [...]string{
	OpSocket: "socket", OpBind: "bind", OpListen: "listen", OpAccept: "accept",
	OpConnect: "connect", OpSend: "send", OpSendTo: "sendto", OpRecv: "recv",
	OpRecvFrom: "recvfrom", OpShutdown: "shutdown", OpGetSockName: "getsockname",
	OpGetPeerName: "getpeername", OpSetSockOpt: "setsockopt",
	OpGetSockOpt: "getsockopt", OpTCPInfo: "getsockopt(TCP_INFO)", OpClose: "close",
}

// String returns the name of the system call: "recvfrom".
func (op Op) String() string { return nameOf(op, opNames[:], "op") }

// Reads reports whether a call of this operation waits for the peer to send
// something (accept, recv, recvfrom), and Writes whether it waits for room
// (connect, send, sendto). Other operations never wait.
func (op Op) Reads() bool  { return op == OpAccept || op == OpRecv || op == OpRecvFrom }
func (op Op) Writes() bool { return op == OpConnect || op == OpSend || op == OpSendTo }

// NoTimeout is the timeout of a blocking socket.
const NoTimeout time.Duration = -1

// A Call is one call on a socket: the driver's input and output, the bridge's
// request and reply, and the trace's event.
type Call struct {
	Op      Op
	Flags   Flags         // send, sendto, recv, recvfrom
	Timeout time.Duration // negative: wait for ever; 0: never wait, fail with EAGAIN
	Option  Option        // setsockopt, getsockopt
	Value   int           // listen: the backlog; shutdown: the How; setsockopt and (result) getsockopt: the value

	// Addr is an argument of bind, connect and sendto, resolved, and a
	// result of accept, recvfrom, getsockname and getpeername.
	Addr Addr

	// Buf holds the bytes to send, or receives bytes. A stream's send with
	// no timeout goes on until all of Buf is queued, as a blocking send(2)
	// does; with a timeout it is one attempt that may accept fewer.
	Buf []byte

	N        int      // result: bytes sent or received; may accompany an error
	Got      Flags    // result of recv, recvfrom: MSG_TRUNC if a datagram was cut
	Accepted Handle   // result of accept
	Pending  Errno    // result of getsockopt(SO_ERROR)
	Info     *TCPInfo // result of OpTCPInfo
}
