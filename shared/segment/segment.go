// Package segment reads TCP segments (RFC 9293, section 3.1) out of IP packets, and
// counts their sequence numbers from the beginning of the connection, as people do.
package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// A Segment is a TCP segment.
type Segment struct {
	Src, Dst netip.AddrPort
	Seq      uint32 // of the first byte, or of SYN
	Ack      uint32 // the next that is expected; with the flag ACK
	Flags    Flags
	Window   int // bytes, as in the header: see Conversations.Follow
	Options  Options
	Payload  []byte // part of what was parsed
}

// Options are those of a segment that say something; the zero value is none.
type Options struct {
	MSS           int     // bytes (RFC 9293, section 3.7.1)
	WindowScale   *uint8  // the window counts in units of 1<<scale bytes (RFC 7323)
	SACKPermitted bool    // RFC 2018
	SACK          []Range // what has arrived beyond Ack
	Timestamp     *Timestamp
}

// A Range is bytes from the one sequence number up to, and without, the other.
type Range struct {
	From, To uint32
}

// A Timestamp is the sender's clock, and the last of the receiver's that came (RFC
// 7323).
type Timestamp struct {
	Value, Echo uint32
}

// Flags are a segment's control bits.
type Flags uint8

// The control bits.
const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
)

// String returns the names: "SYN ACK".
func (f Flags) String() string {
	var names []string
	for i, name := range []string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"} {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// Classes returns what Class can return.
func Classes() []string { return []string{"SYN", "SYN-ACK", "data", "ack", "FIN", "RST"} }

// Class returns what a segment is, in a word: SYN, SYN-ACK, RST, FIN, data or ack.
func (s *Segment) Class() string {
	switch {
	case s.Flags&RST != 0:
		return "RST"
	case s.Flags&(SYN|ACK) == SYN|ACK:
		return "SYN-ACK"
	case s.Flags&SYN != 0:
		return "SYN"
	case s.Flags&FIN != 0:
		return "FIN"
	case len(s.Payload) > 0:
		return "data"
	}
	return "ack"
}

// Length returns how many sequence numbers a segment takes: of its bytes, and of
// SYN and FIN.
func (s *Segment) Length() uint32 {
	n := uint32(len(s.Payload))
	for _, f := range []Flags{SYN, FIN} {
		if s.Flags&f != 0 {
			n++
		}
	}
	return n
}

// String returns the segment as a line: "SYN seq 0 window 65535, mss 1460".
func (s *Segment) String() string {
	text := fmt.Sprintf("%s seq %d", s.Flags, s.Seq)
	if s.Flags&ACK != 0 {
		text += fmt.Sprintf(" ack %d", s.Ack)
	}
	if s.Flags&RST == 0 {
		text += fmt.Sprintf(" window %d", s.Window)
	}
	if n := len(s.Payload); n > 0 {
		text += fmt.Sprintf(", %d bytes", n)
	}
	o := &s.Options
	if o.MSS > 0 {
		text += fmt.Sprintf(", mss %d", o.MSS)
	}
	if o.WindowScale != nil {
		text += fmt.Sprintf(", window scale %d", *o.WindowScale)
	}
	if o.SACKPermitted {
		text += ", SACK permitted"
	}
	if o.Timestamp != nil && s.Flags&SYN != 0 {
		text += ", timestamps"
	}
	for _, r := range o.SACK {
		text += fmt.Sprintf(", SACK %d to %d", r.From, r.To)
	}
	return text
}

// errShort says that a packet ends before its headers do.
var errShort = errors.New("the packet is shorter than its headers")

// Parse reads the TCP segment of an IPv4 or IPv6 packet (RFC 791, RFC 8200; without
// extension headers). It checks no checksum.
func Parse(packet []byte) (Segment, error) {
	var s Segment
	src, dst, b, err := payload(packet)
	if err != nil {
		return s, err
	}
	if len(b) < minHeader {
		return s, errShort
	}
	s.Src = netip.AddrPortFrom(src, binary.BigEndian.Uint16(b))
	s.Dst = netip.AddrPortFrom(dst, binary.BigEndian.Uint16(b[2:]))
	s.Seq, s.Ack = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	s.Flags, s.Window = Flags(b[13]), int(binary.BigEndian.Uint16(b[14:]))
	header := int(b[12]>>4) * 4
	if header < minHeader || header > len(b) {
		return s, errShort
	}
	s.Payload = b[header:]
	s.Options, err = options(b[minHeader:header])
	return s, err
}

const (
	minHeader = 20 // bytes of a TCP header without options
	tcp       = 6  // the protocol
)

// payload returns what an IP packet carries.
func payload(b []byte) (src, dst netip.Addr, data []byte, err error) {
	if len(b) < 20 {
		return src, dst, nil, errShort
	}
	var protocol byte
	var length int
	switch b[0] >> 4 {
	case 4:
		header := int(b[0]&15) * 4
		length = int(binary.BigEndian.Uint16(b[2:]))
		if header < 20 || header > length || length > len(b) {
			return src, dst, nil, errShort
		}
		src, dst = netip.AddrFrom4([4]byte(b[12:16])), netip.AddrFrom4([4]byte(b[16:20]))
		protocol, data = b[9], b[header:length]
	case 6:
		length = 40 + int(binary.BigEndian.Uint16(b[4:]))
		if length > len(b) {
			return src, dst, nil, errShort
		}
		src, dst = netip.AddrFrom16([16]byte(b[8:24])), netip.AddrFrom16([16]byte(b[24:40]))
		protocol, data = b[6], b[40:length]
	default:
		return src, dst, nil, fmt.Errorf("IP version %d: it can be 4 or 6", b[0]>>4)
	}
	if protocol != tcp {
		return src, dst, nil, fmt.Errorf("protocol %d: TCP is %d", protocol, tcp)
	}
	return src, dst, data, nil
}
