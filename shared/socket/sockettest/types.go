package sockettest

import (
	"encoding/binary"
	"slices"

	"github.com/socketlab/socketlab/shared/socket"
)

func typeCases() []testCase {
	return []testCase{
		{"type/is-read-back", typeReadBack},
		{"type/protocol-must-fit", typeProtocol},
		{"type/inet-has-no-seqpacket-nor-rdm", typeUnsupported},
		{"type/unknown-family", typeFamily},
	}
}

func rawCases() []testCase {
	return []testCase{
		{"raw/needs-privileges", rawPrivileges},
		{"raw/icmp-echo-on-loopback", rawEcho},
	}
}

// SO_TYPE tells what the socket was created as (S26, S27, S51).
func typeReadBack(e *env) {
	for _, want := range []socket.Type{socket.SOCK_STREAM, socket.SOCK_DGRAM} {
		s := e.socket(e.Client, socket.AF_INET, want)
		got, err := s.GetSockOpt(socket.SOL_SOCKET, socket.SO_TYPE)
		e.must(err)
		e.equal("SO_TYPE", want, socket.Type(got))
		e.equal("Type", want, s.Type())
		e.equal("Family", socket.AF_INET, s.Family())
		e.equal("Proto", 0, s.Proto())
	}
}

// Protocol 0 is the type's own; another must fit the type (S31).
func typeProtocol(e *env) {
	u, err := socket.New(e.Client, socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP)
	e.must(err)
	e.equal("Proto", socket.IPPROTO_UDP, u.Proto())
	_, err = socket.New(e.Client, socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_TCP)
	e.fails("datagrams of TCP", err, socket.EPROTONOSUPPORT, socket.EPROTOTYPE)
	e.needsStreams()
	s, err := socket.New(e.Client, socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
	e.must(err)
	e.equal("Proto", socket.IPPROTO_TCP, s.Proto())
	_, err = socket.New(e.Client, socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_UDP)
	e.fails("a stream of UDP", err, socket.EPROTONOSUPPORT, socket.EPROTOTYPE)
}

// IP has neither reliable datagrams nor records: errno 94 on Linux (S29, S30, S113).
func typeUnsupported(e *env) {
	for _, t := range []socket.Type{socket.SOCK_SEQPACKET, socket.SOCK_RDM} {
		_, err := socket.New(e.Client, socket.AF_INET, t, 0)
		if e.linux() {
			e.fails(t.String(), err, socket.ESOCKTNOSUPPORT)
		} else if err == nil {
			e.Errorf("%s: AF_INET has it", t)
		}
	}
}

// There are AF_INET, AF_INET6 and AF_UNIX here (S23, S129).
func typeFamily(e *env) {
	_, err := socket.New(e.Client, socket.Family(99), socket.SOCK_STREAM, 0)
	e.fails("family 99", err, socket.EAFNOSUPPORT)
}

// raw returns an ICMP socket, or nil where the program may not have one.
func (e *env) raw() *socket.Socket {
	e.Helper()
	s, err := socket.New(e.Client, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
	if err != nil {
		e.fails("SOCK_RAW", err, socket.EPERM, socket.EACCES)
		return nil
	}
	return s
}

// SOCK_RAW works, or says that it may not (S28).
func rawPrivileges(e *env) {
	if s := e.raw(); s != nil {
		e.equal("Type", socket.SOCK_RAW, s.Type())
		e.must(s.Close())
	}
}

// A raw socket sends ICMP and receives whole IP packets: a ping (S28; RFC 792).
func rawEcho(e *env) {
	s := e.raw()
	if s == nil {
		e.Skip("SOCK_RAW needs privileges")
	}
	request := []byte{8, 0, 0, 0, 0x53, 0x4c, 0, 1, 'p', 'i', 'n', 'g'} // echo, id, sequence 1
	binary.BigEndian.PutUint16(request[2:], checksum(request))
	_, err := s.SendTo(request, socket.Addr{IP: e.ServerIP})
	e.must(err)
	for {
		packet, from, err := s.RecvFrom(1500)
		e.must(err)
		icmp := packet[4*int(packet[0]&0xf):] // after the IP header
		if len(icmp) == len(request) && icmp[0] == 0 && slices.Equal(icmp[4:], request[4:]) {
			e.equal("reply from", e.ServerIP.String(), from.IP.String())
			return
		}
	}
}

// checksum is the Internet checksum of an even number of bytes (RFC 1071).
func checksum(b []byte) uint16 {
	sum := uint32(0)
	for i := 0; i < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
