package sockettest

import (
	"encoding/binary"

	"github.com/socketlab/socketlab/shared/socket"
)

func optionCases() []testCase {
	return []testCase{
		{"option/defaults", optionDefaults},
		{"option/switches-read-back", optionSwitches},
		{"option/keepalive-timers-read-back", optionKeepalive},
		{"option/buffers-are-at-least-what-was-asked", optionBuffers},
		{"option/linger", optionLinger},
		{"option/linger-as-bytes", optionLingerBytes},
		{"option/int-as-bytes", optionIntBytes},
		{"option/wrong-level", optionWrongLevel},
		{"option/of-another-protocol", optionOtherProtocol},
		{"option/read-only", optionReadOnly},
	}
}

func (e *env) option(s *socket.Socket, opt socket.Option) int {
	e.Helper()
	v, err := s.GetSockOpt(opt.Level(), opt)
	if err != nil {
		e.Fatalf("getsockopt %s: %v", opt, err)
	}
	return v
}

// A new socket has its options off, and no error pending (S51).
func optionDefaults(e *env) {
	s := e.tcp(e.Client)
	for opt, want := range map[socket.Option]int{
		socket.SO_REUSEADDR: 0, socket.SO_REUSEPORT: 0, socket.SO_KEEPALIVE: 0, socket.SO_BROADCAST: 0,
		socket.TCP_NODELAY: 0, socket.SO_LINGER: -1, socket.SO_ERROR: 0,
	} {
		e.equal(opt.String(), want, e.option(s, opt))
	}
}

// Options that are on or off read back as set (S50, S51, S34).
func optionSwitches(e *env) {
	for _, row := range []struct {
		t   socket.Type
		opt socket.Option
	}{
		{socket.SOCK_STREAM, socket.SO_REUSEADDR}, {socket.SOCK_STREAM, socket.SO_REUSEPORT},
		{socket.SOCK_STREAM, socket.SO_KEEPALIVE}, {socket.SOCK_STREAM, socket.TCP_NODELAY},
		{socket.SOCK_DGRAM, socket.SO_REUSEADDR}, {socket.SOCK_DGRAM, socket.SO_REUSEPORT},
		{socket.SOCK_DGRAM, socket.SO_BROADCAST},
	} {
		s := e.socket(e.Client, socket.AF_INET, row.t)
		for _, want := range []int{1, 0} {
			if err := s.SetSockOpt(row.opt.Level(), row.opt, want); err != nil {
				e.Fatalf("setsockopt %s: %v", row.opt, err)
			}
			e.equal(row.opt.String(), want != 0, e.option(s, row.opt) != 0)
		}
	}
	if e.ServerIP6.IsValid() {
		s := e.socket(e.Client, socket.AF_INET6, socket.SOCK_STREAM)
		for _, want := range []int{1, 0} {
			e.must(s.SetSockOpt(socket.SOL_IPV6, socket.IPV6_V6ONLY, want))
			e.equal("IPV6_V6ONLY", want, e.option(s, socket.IPV6_V6ONLY))
		}
	}
}

// Keepalive's timers are seconds and probes (S50, S51).
func optionKeepalive(e *env) {
	s := e.tcp(e.Client)
	e.must(s.SetSockOpt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1))
	for opt, want := range map[socket.Option]int{
		socket.TCP_KEEPIDLE: 60, socket.TCP_KEEPINTVL: 10, socket.TCP_KEEPCNT: 3,
	} {
		e.must(s.SetSockOpt(socket.SOL_TCP, opt, want))
		e.equal(opt.String(), want, e.option(s, opt))
	}
}

// A buffer is at least as large as was asked; Linux says twice that (S50, S83, S84).
func optionBuffers(e *env) {
	for _, t := range []socket.Type{socket.SOCK_STREAM, socket.SOCK_DGRAM} {
		s := e.socket(e.Client, socket.AF_INET, t)
		for _, opt := range []socket.Option{socket.SO_RCVBUF, socket.SO_SNDBUF} {
			if v := e.option(s, opt); v <= 0 {
				e.Errorf("%s is %d at first", opt, v)
			}
			const asked = 64 << 10
			e.must(s.SetSockOpt(socket.SOL_SOCKET, opt, asked))
			got := e.option(s, opt)
			if got < asked || (e.linux() && got != 2*asked) {
				e.Errorf("%s is %d after asking for %d", opt, got, asked)
			}
		}
	}
}

// SO_LINGER is off (-1), or seconds, of which 0 is one value (S50).
func optionLinger(e *env) {
	s := e.tcp(e.Client)
	for _, want := range []int{0, 3, -1} {
		e.must(s.SetSockOpt(socket.SOL_SOCKET, socket.SO_LINGER, want))
		e.equal("SO_LINGER", want, e.option(s, socket.SO_LINGER))
	}
}

// SO_LINGER in bytes is C's struct of two ints, as Python packs it (S50, S51).
func optionLingerBytes(e *env) {
	s := e.tcp(e.Client)
	for value, pair := range map[int][2]uint32{2: {1, 2}, 0: {1, 0}, -1: {0, 0}} {
		b := binary.NativeEndian.AppendUint32(nil, pair[0])
		b = binary.NativeEndian.AppendUint32(b, pair[1])
		e.must(s.SetSockOptBytes(socket.SOL_SOCKET, socket.SO_LINGER, b))
		e.equal("SO_LINGER", value, e.option(s, socket.SO_LINGER))
		got, err := s.GetSockOptBytes(socket.SOL_SOCKET, socket.SO_LINGER, 8)
		e.must(err)
		e.equal("bytes", b, got)
	}
}

// Other options in bytes are an int, cut to the size asked for (S51).
func optionIntBytes(e *env) {
	s := e.tcp(e.Client)
	e.must(s.SetSockOptBytes(socket.SOL_TCP, socket.TCP_KEEPIDLE, binary.NativeEndian.AppendUint32(nil, 77)))
	for _, size := range []int{4, 16} {
		b, err := s.GetSockOptBytes(socket.SOL_TCP, socket.TCP_KEEPIDLE, size)
		e.must(err)
		e.equal("bytes", binary.NativeEndian.AppendUint32(nil, 77), b)
	}
	for _, size := range []int{-1, 0, 1025} {
		_, err := s.GetSockOptBytes(socket.SOL_TCP, socket.TCP_KEEPIDLE, size)
		e.fails("getsockopt", err, socket.EINVAL)
	}
	e.fails("setsockopt", s.SetSockOptBytes(socket.SOL_TCP, socket.TCP_KEEPIDLE, []byte{1}), socket.EINVAL)
}

// An option belongs to its level (S50, S51).
func optionWrongLevel(e *env) {
	s := e.tcp(e.Client)
	_, err := s.GetSockOpt(socket.SOL_TCP, socket.SO_KEEPALIVE)
	e.fails("getsockopt", err, socket.ENOPROTOOPT)
	e.fails("setsockopt", s.SetSockOpt(socket.SOL_SOCKET, socket.TCP_NODELAY, 1), socket.ENOPROTOOPT)
	_, err = s.GetSockOpt(socket.SOL_SOCKET, socket.Option(99))
	e.fails("getsockopt of no option", err, socket.ENOPROTOOPT)
}

// A UDP socket has no TCP options (S50, S120).
func optionOtherProtocol(e *env) {
	s := e.udp(e.Client)
	// Linux says EOPNOTSUPP, as no protocol of the socket knows the level.
	e.fails("setsockopt", s.SetSockOpt(socket.SOL_TCP, socket.TCP_NODELAY, 1),
		socket.ENOPROTOOPT, socket.EOPNOTSUPP, socket.EINVAL)
	_, err := s.TCPInfo()
	e.fails("TCP_INFO", err, socket.ENOPROTOOPT, socket.EOPNOTSUPP, socket.EINVAL)
}

// SO_TYPE and SO_ERROR can be read, not set (S50).
func optionReadOnly(e *env) {
	s := e.tcp(e.Client)
	for _, opt := range []socket.Option{socket.SO_TYPE, socket.SO_ERROR} {
		e.fails("setsockopt "+opt.String(), s.SetSockOpt(socket.SOL_SOCKET, opt, 1), socket.ENOPROTOOPT, socket.EINVAL)
	}
}
