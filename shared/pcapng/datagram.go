package pcapng

import (
	"encoding/binary"
	"net/netip"
)

// The headers' sizes in bytes, and fields that are always the same.
const (
	ipv4Header, ipv6Header, udpHeader, tcpHeader = 20, 40, 8, 20

	hops    = 64 // time to live, hop limit
	tcp     = 6  // the protocols
	udp     = 17
	ended   = 5 << 4 // a TCP header of five words: no options
	noCheck = 0      // where the checksum will be
)

// Datagram returns an IP packet that carries a UDP datagram of length bytes (RFC
// 791, RFC 8200, RFC 768), as far as its data is known. UDP's checksum is right only
// if all of the data is there, and nobody can check it otherwise.
func Datagram(src, dst netip.AddrPort, id uint16, data []byte, length int) []byte {
	b, addresses := header(src, dst, id, udp, udpHeader+length)
	at := len(b)
	b = binary.BigEndian.AppendUint16(b, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint16(b, uint16(udpHeader+length))
	b = append(b, noCheck, noCheck)
	b = append(b, data...)
	sum := checksum(b[at:], partial(addresses, uint32(udp+udpHeader+length)))
	if sum == 0 {
		sum = 0xffff // 0 is "none"
	}
	binary.BigEndian.PutUint16(b[at+6:], sum)
	return b
}

// A Header is what is known of a TCP segment (RFC 9293, section 3.1).
type Header struct {
	Seq, Ack uint32
	Flags    byte
	Window   int // bytes; more than 65535 is written as that
}

// Segment returns an IP packet that carries a TCP segment with length bytes of data,
// as far as these are known, and without options. Its checksum is right only if all
// of the data is there.
func Segment(src, dst netip.AddrPort, id uint16, h Header, data []byte, length int) []byte {
	b, addresses := header(src, dst, id, tcp, tcpHeader+length)
	at := len(b)
	b = binary.BigEndian.AppendUint16(b, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint32(b, h.Seq)
	b = binary.BigEndian.AppendUint32(b, h.Ack)
	b = append(b, ended, h.Flags)
	b = binary.BigEndian.AppendUint16(b, uint16(min(max(0, h.Window), 0xffff)))
	b = append(b, noCheck, noCheck, 0, 0)
	b = append(b, data...)
	sum := checksum(b[at:], partial(addresses, uint32(tcp+tcpHeader+length)))
	binary.BigEndian.PutUint16(b[at+16:], sum)
	return b
}

// header returns an IP header before so many bytes of a protocol, and the addresses
// in it.
func header(src, dst netip.AddrPort, id uint16, protocol byte, length int) (b, addresses []byte) {
	if src.Addr().Unmap().Is4() && dst.Addr().Unmap().Is4() {
		from, to := src.Addr().Unmap().As4(), dst.Addr().Unmap().As4()
		b = append(b, 0x45, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(ipv4Header+length))
		b = binary.BigEndian.AppendUint16(b, id)
		b = append(b, 0x40, 0, hops, protocol, 0, 0) // do not fragment
		b = append(append(b, from[:]...), to[:]...)
		binary.BigEndian.PutUint16(b[10:], checksum(b, 0))
		return b, b[ipv4Header-8:]
	}
	from, to := src.Addr().As16(), dst.Addr().As16()
	b = append(b, 0x60, 0, 0, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(length))
	b = append(b, protocol, hops)
	b = append(append(b, from[:]...), to[:]...)
	return b, b[ipv6Header-32:]
}

// checksum is the Internet checksum (RFC 1071) of b and what is in sum already.
func checksum(b []byte, sum uint32) uint16 {
	sum = partial(b, sum)
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// partial adds up 16-bit numbers.
func partial(b []byte, sum uint32) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(b[0])<<8 | uint32(b[1])
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	return sum
}
