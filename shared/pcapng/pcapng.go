// Package pcapng writes what links did to packets as a capture file that
// Wireshark and tshark read (draft-ietf-opsawg-pcapng): one interface a host,
// IPv4 or IPv6 and UDP headers before each datagram, and dropped packets too,
// each with the reason as its comment. A packet whose data is all of its size has
// its headers, as TCP's segments have, and is written as it is; Datagram and Segment
// make headers for those of which less is known.
package pcapng

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/socketlab/socketlab/shared/link"
)

// Block types and options of the format.
const (
	blockSection   = 0x0A0D0D0A
	blockInterface = 1
	blockPacket    = 6

	optionEnd     = 0
	optionComment = 1
	optionName    = 2   // of an interface
	optionTicks   = 9   // of an interface: the resolution of times
	optionApp     = 4   // of a section: the program that wrote it
	nanoseconds   = 9   // 10⁻⁹ s, for optionTicks
	linkTypeRaw   = 101 // packets begin with an IPv4 or IPv6 header
	noLimit       = 0   // on the length of packets
)

// A Writer writes records of links to a file. A packet is written on the
// interface of its sender when it is sent, and on that of its receiver when it
// is delivered. One that is dropped has the reason as its comment; if that comes
// later than sending, it is written once more.
type Writer struct {
	// Host is the one whose interface is written; "": those of all hosts, each with
	// its own sight of a packet, which an analysis of TCP takes for retransmissions.
	// The file of one host has what it sent and what arrived, as a capture there
	// would, and with a packet that was dropped at once the reason. Set it before the
	// first record.
	Host string

	w          io.Writer
	start      time.Time
	interfaces map[string]uint32
	pending    *link.Record // of Packet: sent, but the next record may say that it was dropped
	buf        []byte
	err        error
}

// NewWriter begins a file. Times of records are since start.
func NewWriter(w io.Writer, start time.Time) *Writer {
	p := &Writer{w: w, start: start, interfaces: make(map[string]uint32)}
	body := binary.LittleEndian.AppendUint32(nil, 0x1A2B3C4D) // the byte order
	body = binary.LittleEndian.AppendUint16(body, 1)          // version 1.0
	body = binary.LittleEndian.AppendUint16(body, 0)
	body = binary.LittleEndian.AppendUint64(body, 1<<64-1) // the section's length is not known
	body = appendOption(body, optionApp, []byte("socketlab"))
	p.block(blockSection, appendOption(body, optionEnd, nil))
	return p
}

// Record writes what a record tells of. Records come in the order of their Seq.
// Those without addresses (not of datagrams) are left out. It returns the first
// error of writing.
func (p *Writer) Record(r link.Record) error {
	if len(r.Data) == 0 || len(r.Data) != r.Size {
		src, err1 := netip.ParseAddrPort(r.Src)
		dst, err2 := netip.ParseAddrPort(r.Dst)
		if err1 == nil && err2 == nil {
			r.Data = Datagram(src, dst, uint16(r.N), r.Data, len(r.Data))
			r.Size = len(r.Data)
		} else {
			r.Data = nil
		}
	}
	return p.Packet(r)
}

// Packet is Record for one whose data is an IP packet: all of its size, or its
// beginning.
func (p *Writer) Packet(r link.Record) error {
	sent := p.pending
	p.pending = nil
	if sent != nil {
		if r.Kind == link.Dropped && r.Link == sent.Link && r.Flow == sent.Flow && r.N == sent.N {
			sent.Reason = "dropped, " + why(&r)
			p.packet(*sent, sender(r.Link))
			return p.err
		}
		p.packet(*sent, sender(sent.Link))
	}
	from, to := sender(r.Link), receiver(r.Link)
	switch r.Kind {
	case link.Sent:
		p.pending = &r
	case link.Delivered:
		r.Reason = ""
		p.packet(r, to)
	case link.Dropped, link.Duplicated, link.Corrupted:
		if p.Host == "" { // a host does not see what becomes of a packet later
			r.Reason = string(r.Kind) + ", " + why(&r)
			p.packet(r, from)
		}
	}
	return p.err
}

// Flush writes what still waits to be.
func (p *Writer) Flush() error {
	if sent := p.pending; sent != nil {
		p.pending = nil
		p.packet(*sent, sender(sent.Link))
	}
	return p.err
}

func why(r *link.Record) string { return strings.TrimSpace(r.Stage + ": " + r.Reason) }

func sender(name string) string   { from, _, _ := strings.Cut(name, ">"); return from }
func receiver(name string) string { _, to, _ := strings.Cut(name, ">"); return cmp.Or(to, name) }

// packet writes one packet, with the record's reason as its comment.
func (p *Writer) packet(r link.Record, host string) {
	if len(r.Data) == 0 || p.Host != "" && p.Host != host {
		return
	}
	at := uint64(p.start.Add(r.Time).UnixNano())
	id := p.interfaceOf(host)
	b := binary.LittleEndian.AppendUint32(p.buf[:0], id)
	b = binary.LittleEndian.AppendUint32(b, uint32(at>>32))
	b = binary.LittleEndian.AppendUint32(b, uint32(at))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(r.Data)))              // captured
	b = binary.LittleEndian.AppendUint32(b, uint32(max(r.Size, len(r.Data)))) // on the wire
	b = pad(append(b, r.Data...))
	if r.Reason != "" {
		b = appendOption(b, optionComment, []byte(fmt.Sprintf("%s, packet %d of its flow: %s", r.Link, r.N, r.Reason)))
		b = appendOption(b, optionEnd, nil)
	}
	p.buf = b
	p.block(blockPacket, b)
}

// interfaceOf returns the number of a host's interface.
func (p *Writer) interfaceOf(host string) uint32 {
	id, known := p.interfaces[host]
	if !known {
		id = uint32(len(p.interfaces))
		p.interfaces[host] = id
		b := binary.LittleEndian.AppendUint16(nil, linkTypeRaw)
		b = binary.LittleEndian.AppendUint16(b, 0)
		b = binary.LittleEndian.AppendUint32(b, noLimit)
		b = appendOption(b, optionName, []byte(host))
		b = appendOption(b, optionTicks, []byte{nanoseconds})
		p.block(blockInterface, appendOption(b, optionEnd, nil))
	}
	return id
}

// block writes a block: its type, its length, its body, and its length again.
func (p *Writer) block(kind uint32, body []byte) {
	if p.err != nil {
		return
	}
	length := uint32(12 + len(body))
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, length), kind)
	b = binary.LittleEndian.AppendUint32(b, length)
	b = append(b, body...)
	_, p.err = p.w.Write(binary.LittleEndian.AppendUint32(b, length))
}

func appendOption(b []byte, code uint16, value []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, code)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	return pad(append(b, value...))
}

// pad fills up to a multiple of four bytes.
func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}
