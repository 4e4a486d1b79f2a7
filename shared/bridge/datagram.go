package bridge

import (
	"errors"
	"io"
	"net"
	"os"

	"github.com/socketlab/socketlab/shared/socket"
)

// sendDatagrams sends to the socket the records that come over the stream.
func (p *pump) sendDatagrams() {
	for {
		if p.await() != nil {
			return
		}
		var length [4]byte
		if _, err := io.ReadFull(p, length[:]); err != nil {
			return
		}
		size, err := recordSize(length[:])
		if err != nil {
			return
		}
		buf := memory(size)
		_, err = io.ReadFull(p, buf)
		if err == nil {
			err = p.sendDatagram(buf)
		}
		free(buf)
		if err != nil {
			return
		}
	}
}

// sendDatagram sends one. What the system refuses, the client is told.
func (p *pump) sendDatagram(record []byte) error {
	to, data, failed, broken := parseRecord(record)
	if broken != nil || failed != nil {
		return errMalformed
	}
	c := socket.Call{Op: socket.OpSendTo, Addr: to, Buf: data, Timeout: socket.NoTimeout}
	if to.IsZero() {
		c.Op = socket.OpSend
	}
	err := p.do(&c)
	if p.discarded.Load() {
		p.exported.tell(frameFault, faultBoth, err)
		return err
	}
	if errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	if err != nil {
		p.exported.tell(frameFault, faultSend, err)
	}
	return nil
}

// receiveDatagrams sends over the stream what the socket receives, and its
// errors. While the client does not take them, nothing is received, and the
// system drops what does not fit SO_RCVBUF.
func (p *pump) receiveDatagrams() {
	for {
		look := socket.Call{Op: socket.OpRecv, Flags: socket.MSG_PEEK, Timeout: socket.NoTimeout, Buf: make([]byte, 1)}
		err := p.exported.handle.Do(&look)
		if err == nil {
			err = p.receiveDatagram()
		}
		if errors.Is(err, net.ErrClosed) || errors.Is(err, errGone) {
			return
		}
		if err != nil && !errors.Is(err, socket.EAGAIN) {
			if _, err := p.write(appendErrorRecord(nil, err), socket.NoTimeout); err != nil {
				return
			}
		}
	}
}

// receiveDatagram receives what there is at once, one record after the other.
func (p *pump) receiveDatagram() error {
	buf := memory(maxStream + recordRoom)
	defer free(buf)
	for {
		c := socket.Call{Op: socket.OpRecvFrom, Buf: buf[recordRoom:]}
		if err := p.exported.handle.Do(&c); err != nil {
			return err
		}
		header := appendRecordHeader(make([]byte, 0, recordRoom), c.Addr, c.N)
		record := buf[recordRoom-len(header) : recordRoom+c.N]
		copy(record, header)
		if _, err := p.write(record, socket.NoTimeout); err != nil {
			return err
		}
	}
}

// exchange sends or receives a datagram, on the client's side.
func (s *spliced) exchange(p *pair, c *socket.Call) error {
	if c.Op.Writes() {
		return s.sendRecord(p, c)
	}
	return s.receiveRecord(p, c)
}

// sendRecord writes a whole record or nothing: a deadline that passes once it has
// begun is not seen.
func (s *spliced) sendRecord(p *pair, c *socket.Call) error {
	if err := p.out.take(c.Timeout); err != nil {
		return err
	}
	defer p.out.turn.Unlock()
	if err := s.fault(); err != nil {
		return err
	}
	buf := memory(maxStream)
	defer free(buf)
	record := append(appendRecordHeader(buf[:0], c.Addr, len(c.Buf)), c.Buf...)
	if err := p.writeWhole(record, after(c.Timeout), c.Timeout != 0); err != nil {
		return err
	}
	c.N = len(c.Buf)
	return nil
}

// receiveRecord reads a record. A part of one is kept for the next call.
func (s *spliced) receiveRecord(p *pair, c *socket.Call) error {
	if err := p.in.take(c.Timeout); err != nil {
		return err
	}
	defer p.in.turn.Unlock()
	until := after(c.Timeout)
	for {
		want := 4
		if len(s.record) >= 4 {
			size, err := recordSize(s.record)
			if err != nil {
				return errGone
			}
			want += size
		}
		have := len(s.record)
		if have == want && have > 4 {
			break
		}
		if cap(s.record) < want {
			s.record = append(make([]byte, 0, want), s.record...)
		}
		n, err := p.in.move(until, c.Timeout != 0, func() (int, error) { return p.transport.read(p.stream, s.record[have:want]) })
		s.record = s.record[:have+n]
		if err != nil {
			return err
		}
	}
	from, data, failed, broken := parseRecord(s.record[4:])
	s.record = s.record[:0]
	if broken != nil {
		return errGone
	}
	c.Addr = from
	c.N = copy(c.Buf, data)
	if c.N < len(data) {
		c.Got = socket.MSG_TRUNC
	}
	return failed
}
