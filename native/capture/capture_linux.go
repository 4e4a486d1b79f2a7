package capture

import (
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A Capture is an open packet socket.
type Capture struct {
	file *os.File
	raw  syscall.RawConn
	buf  []byte
	oob  []byte
	lost int
}

// Loopback opens a capture of the TCP segments from and to a port. Without the
// privilege, the error is EPERM.
func Loopback(port uint16) (*Capture, error) {
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	// Protocol 0 hears nothing, until the filter is in place.
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("capture: %w", os.NewSyscallError("socket", err))
	}
	if err := prepare(fd, lo.Index, port); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("capture: %w", err)
	}
	file := os.NewFile(uintptr(fd), "capture")
	raw, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("capture: %w", err)
	}
	return &Capture{file: file, raw: raw, buf: make([]byte, 1<<17), oob: make([]byte, 128)}, nil
}

// room is the receive buffer asked for, in bytes.
const room = 8 << 20

func prepare(fd, lo int, port uint16) error {
	program, err := bpf.Assemble(filter(port))
	if err != nil {
		return err
	}
	code := make([]unix.SockFilter, len(program))
	for i, f := range program {
		code[i] = unix.SockFilter{Code: f.Op, Jt: f.Jt, Jf: f.Jf, K: f.K}
	}
	err = unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]})
	if err != nil {
		return os.NewSyscallError("setsockopt(SO_ATTACH_FILTER)", err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
		return os.NewSyscallError("setsockopt(SO_TIMESTAMPNS)", err)
	}
	unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, room) // without it, more may be missed
	const all = unix.ETH_P_ALL>>8 | unix.ETH_P_ALL&0xff<<8             // in network order
	return os.NewSyscallError("bind", unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: lo}))
}

// Next waits for a packet. After Close, its error is os.ErrClosed.
func (c *Capture) Next() (p Packet, err error) {
	var n, oobn int
	var from unix.Sockaddr
	waited := c.raw.Read(func(fd uintptr) bool {
		n, oobn, _, from, err = unix.Recvmsg(int(fd), c.buf, c.oob, 0)
		return err != unix.EAGAIN && err != unix.EINTR
	})
	if waited != nil {
		return p, os.ErrClosed
	}
	if err != nil {
		return p, fmt.Errorf("capture: %w", os.NewSyscallError("recvmsg", err))
	}
	if ll, ok := from.(*unix.SockaddrLinklayer); ok {
		p.Sent = ll.Pkttype == unix.PACKET_OUTGOING
	}
	p.Time, p.Data = stamp(c.oob[:oobn]), append([]byte(nil), c.buf[:n]...)
	return p, nil
}

// stamp returns the kernel's time of a packet.
func stamp(oob []byte) time.Time {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return time.Now()
	}
	for _, m := range messages {
		var ts unix.Timespec
		if m.Header.Type == unix.SO_TIMESTAMPNS && len(m.Data) >= int(unsafe.Sizeof(ts)) {
			ts = *(*unix.Timespec)(unsafe.Pointer(&m.Data[0]))
			return time.Unix(ts.Unix())
		}
	}
	return time.Now()
}

// Missed returns how many packets found no room so far.
func (c *Capture) Missed() int {
	c.raw.Control(func(fd uintptr) {
		if s, err := unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
			c.lost += int(s.Drops) // since it was asked last
		}
	})
	return c.lost
}

// Close ends the capture.
func (c *Capture) Close() error { return c.file.Close() }
