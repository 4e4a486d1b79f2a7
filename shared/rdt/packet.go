package rdt

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// A Kind is what a packet is for.
type Kind byte

// The kinds of packets.
const (
	Data Kind = 1 // a piece of the stream
	Ack  Kind = 2 // data or fin has arrived
	Fin  Kind = 3 // the end of the stream, numbered and acknowledged as data is
)

// String returns "data", "ack" or "fin".
func (k Kind) String() string {
	switch k {
	case Data:
		return "data"
	case Ack:
		return "ack"
	case Fin:
		return "fin"
	}
	return fmt.Sprintf("kind %d", byte(k))
}

// A Packet is one datagram's content.
type Packet struct {
	Kind    Kind
	Seq     uint32
	Payload []byte // of data
}

// String returns what the packet is called: "data 3".
func (p Packet) String() string { return fmt.Sprintf("%v %d", p.Kind, p.Seq) }

// Header is how many bytes of a datagram are before its payload: the kind, the
// sequence number and the checksum.
const Header = 1 + 4 + 4

// Encode returns the packet's datagram.
func (p Packet) Encode() []byte {
	b := make([]byte, Header, Header+len(p.Payload))
	b[0] = byte(p.Kind)
	binary.BigEndian.PutUint32(b[1:], p.Seq)
	b = append(b, p.Payload...)
	binary.BigEndian.PutUint32(b[5:], checksum(b))
	return b
}

// checksum returns the CRC-32 (IEEE 802.3) of a datagram without its checksum.
func checksum(b []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(b[:5]), crc32.IEEETable, b[Header:])
}

// Decode returns a datagram's packet, whose payload is a part of the datagram.
// A datagram that was corrupted on its way is an error.
func Decode(b []byte) (Packet, error) {
	if len(b) < Header {
		return Packet{}, fmt.Errorf("rdt: a packet of %d bytes: the header has %d", len(b), Header)
	}
	if got, want := checksum(b), binary.BigEndian.Uint32(b[5:]); got != want {
		return Packet{}, fmt.Errorf("rdt: checksum %08x in a packet with %08x", want, got)
	}
	p := Packet{Kind: Kind(b[0]), Seq: binary.BigEndian.Uint32(b[1:]), Payload: b[Header:]}
	switch {
	case p.Kind != Data && p.Kind != Ack && p.Kind != Fin:
		return Packet{}, fmt.Errorf("rdt: a packet of %v: there are 1 (data), 2 (ack) and 3 (fin)", p.Kind)
	case p.Kind != Data && len(p.Payload) > 0:
		return Packet{}, fmt.Errorf("rdt: %v with %d bytes of payload: only data has any", p, len(p.Payload))
	}
	return p, nil
}

// Classes returns what Class can return for packets.
func Classes() []string { return []string{Data.String(), Ack.String(), Fin.String()} }

// Class returns what a datagram is, "data", "ack" or "fin", for the rules of a
// network's links; "" for one that is not a packet.
func Class(datagram []byte) string {
	p, err := Decode(datagram)
	if err != nil {
		return ""
	}
	return p.Kind.String()
}
