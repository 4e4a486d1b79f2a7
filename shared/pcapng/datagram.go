package pcapng

import (
	"encoding/binary"
	"net/netip"
)

// The headers' sizes in bytes, and fields that are always the same.
const (
	ipv4Header, ipv6Header, udpHeader = 20, 40, 8

	hops = 64 // time to live, hop limit
	udp  = 17 // the protocol
)

// datagram returns an IP packet that carries a UDP datagram (RFC 791, RFC 8200,
// RFC 768), with its checksums.
func datagram(src, dst netip.AddrPort, id uint16, data []byte) []byte {
	four := src.Addr().Unmap().Is4() && dst.Addr().Unmap().Is4()
	length := udpHeader + len(data)
	var b []byte
	if four {
		from, to := src.Addr().Unmap().As4(), dst.Addr().Unmap().As4()
		b = append(b, 0x45, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(ipv4Header+length))
		b = binary.BigEndian.AppendUint16(b, id)
		b = append(b, 0x40, 0, hops, udp, 0, 0) // do not fragment
		b = append(append(b, from[:]...), to[:]...)
		binary.BigEndian.PutUint16(b[10:], checksum(b, 0))
	} else {
		from, to := src.Addr().As16(), dst.Addr().As16()
		b = append(b, 0x60, 0, 0, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(length))
		b = append(b, udp, hops)
		b = append(append(b, from[:]...), to[:]...)
	}
	ip := len(b)
	b = binary.BigEndian.AppendUint16(b, src.Port())
	b = binary.BigEndian.AppendUint16(b, dst.Port())
	b = binary.BigEndian.AppendUint16(b, uint16(length))
	b = append(b, 0, 0)
	b = append(b, data...)
	addresses := b[ip-8 : ip]
	if !four {
		addresses = b[ip-32 : ip]
	}
	sum := checksum(b[ip:], partial(addresses, uint32(udp+length)))
	if sum == 0 {
		sum = 0xffff // 0 is "none"
	}
	binary.BigEndian.PutUint16(b[ip+6:], sum)
	return b
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
