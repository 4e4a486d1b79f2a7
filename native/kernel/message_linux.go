package kernel

import (
	"encoding/binary"
	"net/netip"
	"syscall"
	"unsafe"

	"github.com/socketlab/socketlab/shared/socket"
	"golang.org/x/sys/unix"
)

// A message is the memory for the address of one recvfrom(2) or sendto(2). The
// calls are made raw because x/sys/unix allocates an address for each.
type message struct {
	name unix.RawSockaddrAny
	size uint32
}

// none is what a pointer to no bytes points to.
var none byte

func first(b []byte) *byte {
	if len(b) == 0 {
		return &none
	}
	return &b[0]
}

// receive fills in c.N, c.Addr and c.Got. A datagram's real length is always
// asked for, to see that it was cut: recvmsg(2) tells, but costs more.
func (m *message) receive(fd int, c *socket.Call, flags int, t socket.Type) error {
	var from, size unsafe.Pointer
	if c.Op == socket.OpRecvFrom {
		m.size = unix.SizeofSockaddrAny
		from, size = unsafe.Pointer(&m.name), unsafe.Pointer(&m.size)
	}
	if t != socket.SOCK_STREAM {
		flags |= unix.MSG_TRUNC
	}
	n, err := recvfrom(fd, c.Buf, flags, from, size)
	if err != nil {
		return err
	}
	if n > len(c.Buf) {
		c.Got |= socket.MSG_TRUNC
		if c.Flags&socket.MSG_TRUNC == 0 {
			n = len(c.Buf)
		}
	}
	c.N = n
	if c.Op == socket.OpRecvFrom {
		m.getAddress(&c.Addr)
	}
	return nil
}

// send queues b and returns how much of it was.
func (m *message) send(fd int, c *socket.Call, b []byte, flags int) (int, error) {
	flags |= unix.MSG_NOSIGNAL
	if c.Op == socket.OpSend {
		return sendto(fd, b, flags, nil, 0)
	}
	size, err := m.setAddress(&c.Addr)
	if err != nil {
		return 0, err
	}
	return sendto(fd, b, flags, unsafe.Pointer(&m.name), size)
}

// shortCopy is how many bytes are moved without telling the scheduler of the
// system call: the descriptor does not block, and so short a copy takes less
// time than the telling.
const shortCopy = 4 << 10

// recvfrom is recvfrom(2), again if a signal broke it.
func recvfrom(fd int, b []byte, flags int, from, size unsafe.Pointer) (int, error) {
	for {
		var n uintptr
		var errno syscall.Errno
		if len(b) <= shortCopy {
			n, _, errno = unix.RawSyscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(first(b))),
				uintptr(len(b)), uintptr(flags), uintptr(from), uintptr(size))
		} else {
			n, _, errno = unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(first(b))),
				uintptr(len(b)), uintptr(flags), uintptr(from), uintptr(size))
		}
		if errno != syscall.EINTR {
			return int(n), plain(errno)
		}
	}
}

// sendto is sendto(2), again if a signal broke it.
func sendto(fd int, b []byte, flags int, to unsafe.Pointer, size int) (int, error) {
	for {
		var n uintptr
		var errno syscall.Errno
		if len(b) <= shortCopy {
			n, _, errno = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(first(b))),
				uintptr(len(b)), uintptr(flags), uintptr(to), uintptr(size))
		} else {
			n, _, errno = unix.Syscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(first(b))),
				uintptr(len(b)), uintptr(flags), uintptr(to), uintptr(size))
		}
		if errno != syscall.EINTR {
			return int(n), plain(errno)
		}
	}
}

// plain returns errno as an error, the commonest without allocating.
func plain(errno syscall.Errno) error {
	switch errno {
	case 0:
		return nil
	case syscall.EAGAIN:
		return syscall.EAGAIN
	}
	return errno
}

// setAddress puts a into the message and returns its size there.
func (m *message) setAddress(a *socket.Addr) (int, error) {
	switch {
	case uint(a.Port) > 65535:
		return 0, socket.EINVAL
	case a.IP.Is4():
		sa := (*unix.RawSockaddrInet4)(unsafe.Pointer(&m.name))
		*sa = unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: a.IP.As4()}
		putPort(&sa.Port, a.Port)
		return unix.SizeofSockaddrInet4, nil
	case a.IP.Is6():
		zone, err := scope(a.IP.Zone())
		sa := (*unix.RawSockaddrInet6)(unsafe.Pointer(&m.name))
		*sa = unix.RawSockaddrInet6{Family: unix.AF_INET6, Addr: a.IP.As16(), Scope_id: zone}
		putPort(&sa.Port, a.Port)
		return unix.SizeofSockaddrInet6, err
	case len(a.Path) > maxPath:
		return 0, socket.ENAMETOOLONG
	}
	sa := (*unix.RawSockaddrUnix)(unsafe.Pointer(&m.name))
	*sa = unix.RawSockaddrUnix{Family: unix.AF_UNIX}
	copy(pathOf(sa), a.Path)
	size := int(unsafe.Offsetof(sa.Path)) + len(a.Path)
	if a.Path != "" && a.Path[0] == '@' {
		sa.Path[0] = 0 // an abstract name begins with NUL and has no closing one
		return size, nil
	}
	return size + 1, nil
}

// getAddress sets a to the sender's address. A stream's sender is the peer,
// and not told.
func (m *message) getAddress(a *socket.Addr) {
	if m.size < 2 {
		return
	}
	switch m.name.Addr.Family {
	case unix.AF_INET:
		sa := (*unix.RawSockaddrInet4)(unsafe.Pointer(&m.name))
		a.IP, a.Port = netip.AddrFrom4(sa.Addr), port(&sa.Port)
	case unix.AF_INET6:
		sa := (*unix.RawSockaddrInet6)(unsafe.Pointer(&m.name))
		a.IP, a.Port = zoned(sa.Addr, sa.Scope_id), port(&sa.Port)
	case unix.AF_UNIX:
		sa := (*unix.RawSockaddrUnix)(unsafe.Pointer(&m.name))
		path := pathOf(sa) // the kernel's size counts a NUL that there may be no room for
		path = path[:min(len(path), max(0, int(m.size)-int(unsafe.Offsetof(sa.Path))))]
		if n := len(path); n > 0 && path[0] != 0 && path[n-1] == 0 {
			path = path[:n-1]
		}
		*a = socket.Unix(string(path))
	}
}

// pathOf returns the bytes of a path: C's char is signed on some processors.
func pathOf(sa *unix.RawSockaddrUnix) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(&sa.Path)), len(sa.Path))
}

// Ports are in network byte order (RFC 791).
func putPort(p *uint16, port int) {
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(p))[:], uint16(port))
}

func port(p *uint16) int {
	return int(binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(p))[:]))
}
