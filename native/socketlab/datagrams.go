package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// maxDatagram is the most that UDP carries over IPv4: 65,535 bytes less the IP
// header's 20 and the UDP header's 8.
const maxDatagram = 65507

// datagrams is how the input becomes datagrams, and when the replies are over.
type datagrams struct {
	size int // bytes of each; 0: a line
	wait time.Duration

	sent, received atomic.Int64
}

// exchange sends the input as datagrams and prints the replies.
func (d *datagrams) exchange(c *console, s *socket.Socket) error {
	replies := make(chan struct{}, 1)
	failed := make(chan error, 2)
	go func() { failed <- d.print(c.shown(), s, replies) }()
	ended := make(chan struct{})
	go func() {
		if err := d.send(c.stdin, s); err != nil {
			failed <- err
		}
		close(ended)
	}()
	select {
	case err := <-failed:
		return err
	case <-ended:
	}
	silence := time.NewTimer(d.wait)
	defer silence.Stop()
	for {
		select {
		case err := <-failed:
			return err
		case <-replies:
			silence.Reset(d.wait)
		case <-silence.C:
			if sent, got := d.sent.Load(), d.received.Load(); got < sent && !isTerminal(c.stdin) {
				c.say("sent %d datagrams, received %d: UDP does not repeat what is lost", sent, got)
			}
			return nil
		}
	}
}

func (d *datagrams) send(r io.Reader, s *socket.Socket) error {
	in := bufio.NewReaderSize(r, maxDatagram+2)
	for {
		b, err := d.next(in)
		if len(b) > 0 || err == nil {
			if _, err := s.Send(b); err != nil {
				return err
			}
			d.sent.Add(1)
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return fmt.Errorf("reading the input: %w", err)
		}
	}
}

// next returns the next datagram's bytes. A line that does not fit is sent as
// it is, to fail with EMSGSIZE.
func (d *datagrams) next(in *bufio.Reader) ([]byte, error) {
	if d.size > 0 {
		b := make([]byte, d.size)
		n, err := io.ReadFull(in, b)
		return b[:n], err
	}
	line, err := in.ReadBytes('\n')
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), err
}

// print prints replies until the socket is closed.
func (d *datagrams) print(w io.Writer, s *socket.Socket, replies chan<- struct{}) error {
	buf := make([]byte, maxDatagram+1)
	for {
		n, err := s.RecvInto(buf)
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		d.received.Add(1)
		out := buf[:n]
		if d.size == 0 {
			out = append(out, '\n')
		}
		if _, err := w.Write(out); err != nil {
			return err
		}
		select {
		case replies <- struct{}{}:
		default:
		}
	}
}
