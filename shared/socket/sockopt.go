package socket

import "encoding/binary"

// SetSockOpt sets an option, as setsockopt(2) does.
// Errors: ENOPROTOOPT (no such option, or not of this level or system), EINVAL.
func (s *Socket) SetSockOpt(level Level, opt Option, value int) error {
	if opt.Level() != level {
		return opError(OpSetSockOpt, Addr{}, ENOPROTOOPT)
	}
	c := s.call(OpSetSockOpt)
	defer finish(c)
	c.Option, c.Value = opt, value
	return s.do(c)
}

// GetSockOpt returns an option's value, as getsockopt(2) does.
func (s *Socket) GetSockOpt(level Level, opt Option) (int, error) {
	if opt.Level() != level {
		return 0, opError(OpGetSockOpt, Addr{}, ENOPROTOOPT)
	}
	c := s.call(OpGetSockOpt)
	defer finish(c)
	c.Option = opt
	err := s.do(c)
	if n := c.Pending.Number(); n != 0 {
		return n, err // the number here; c.Value is that of the socket's system
	}
	return c.Value, err
}

// GetSockOptBytes returns an option's value in at most size bytes, as C has it
// in memory: an int, or for SO_LINGER two (on or off, and seconds), in native
// byte order. It is Python's getsockopt with a buflen.
func (s *Socket) GetSockOptBytes(level Level, opt Option, size int) ([]byte, error) {
	if size < 1 || size > 1024 { // the range that Python allows
		return nil, opError(OpGetSockOpt, Addr{}, EINVAL)
	}
	v, err := s.GetSockOpt(level, opt)
	if err != nil {
		return nil, err
	}
	var b []byte
	if opt == SO_LINGER {
		b = binary.NativeEndian.AppendUint32(b, boolInt(v >= 0))
		v = max(v, 0)
	}
	b = binary.NativeEndian.AppendUint32(b, uint32(v))
	return b[:min(size, len(b))], nil
}

// SetSockOptBytes sets an option from the bytes that C has in memory, as
// GetSockOptBytes returns them: Python's struct.pack('ii', 1, 0) for SO_LINGER.
func (s *Socket) SetSockOptBytes(level Level, opt Option, b []byte) error {
	var v int
	switch {
	case opt == SO_LINGER && len(b) == 8:
		v = -1
		if binary.NativeEndian.Uint32(b) != 0 {
			v = int(int32(binary.NativeEndian.Uint32(b[4:])))
		}
	case opt != SO_LINGER && len(b) == 4:
		v = int(int32(binary.NativeEndian.Uint32(b)))
	default:
		return opError(OpSetSockOpt, Addr{}, EINVAL)
	}
	return s.SetSockOpt(level, opt, v)
}

func boolInt(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// PendingError returns the error that the next call would fail with, and
// clears it: SO_ERROR by name. "" is none.
func (s *Socket) PendingError() (Errno, error) {
	c := s.call(OpGetSockOpt)
	defer finish(c)
	c.Option = SO_ERROR
	err := s.do(c)
	return c.Pending, err
}

// TCPInfo returns what the system tells of a TCP connection: TCP_INFO.
// Errors: ENOPROTOOPT where the system does not tell, EOPNOTSUPP for other sockets.
func (s *Socket) TCPInfo() (TCPInfo, error) {
	c := s.call(OpTCPInfo)
	defer finish(c)
	if err := s.do(c); err != nil {
		return TCPInfo{}, err
	}
	return *c.Info, nil
}
