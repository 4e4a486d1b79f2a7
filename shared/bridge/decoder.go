package bridge

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"os"

	"github.com/socketlab/socketlab/shared/socket"
)

// A decoder takes fields off the front of b. After a bad one it returns zeros.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) err() error {
	if d.bad {
		return errMalformed
	}
	return nil
}

func (d *decoder) take(n int) []byte {
	if d.bad || n < 0 || n > len(d.b) {
		d.bad = true
		return nil
	}
	field := d.b[:n]
	d.b = d.b[n:]
	return field
}

func (d *decoder) byte() byte {
	if f := d.take(1); f != nil {
		return f[0]
	}
	return 0
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.bad = true
		return 0
	}
	d.take(n)
	return v
}

func (d *decoder) int() int {
	v := d.varint()
	if int64(int32(v)) != v { // every value fits, on every target
		d.bad = true
	}
	return int(int32(v))
}

func (d *decoder) string() string { return string(d.take(d.int())) }

func (d *decoder) error() error {
	kind, text := d.byte(), d.string()
	switch kind {
	case errorNone:
		return nil
	case errorErrno:
		if more := d.string(); more != "" {
			return &refusal{socket.Errno(text), more}
		}
		return socket.Errno(text)
	case errorTimeout:
		return os.ErrDeadlineExceeded
	case errorClosed:
		return net.ErrClosed
	}
	return errors.New(text)
}

func (d *decoder) addr() socket.Addr {
	switch kind := d.byte(); kind {
	case 0:
		return socket.Addr{}
	case 1:
		return socket.Addr{Path: d.string()}
	case 4, 6:
		ip, _ := netip.AddrFromSlice(d.take(map[byte]int{4: 4, 6: 16}[kind]))
		zone := d.string()
		if zone != "" && kind == 6 {
			ip = ip.WithZone(zone)
		}
		port := d.take(2)
		if port == nil {
			return socket.Addr{}
		}
		return socket.Addr{IP: ip, Port: int(binary.BigEndian.Uint16(port))}
	}
	d.bad = true
	return socket.Addr{}
}
