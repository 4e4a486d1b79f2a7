package buffers

import (
	"errors"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

func server(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	// step: bind
	if err := s.Bind(h.Addr); err != nil {
		return err
	}
	// step: listen
	if err := s.Listen(5); err != nil {
		return err
	}
	// step: accept
	conn, peer, err := s.Accept()
	if err != nil {
		return err
	}
	return serve(h, conn, peer)
}

func serve(h *lesson.Host, c *socket.Socket, _ socket.Addr) error {
	defer c.Close()
	// step: option
	set(h, c, socket.SO_SNDBUF, h.Int("sndbuf"))
	// step: send
	data := []byte(strings.Repeat("数据", h.Int("size")*1024/6))
	for sent, full := 0, false; sent < len(data); {
		next := data[sent:min(sent+4096, len(data))]
		n, err := c.Send(next, socket.MSG_DONTWAIT)
		if errors.Is(err, socket.EAGAIN) {
			if !full {
				full = true
				h.Printf("缓冲区满: %.1f KiB\n", float64(sent)/1024)
			}
			n, err = c.Send(next) // waits until it is copied
		}
		if err != nil {
			return err
		}
		sent += n
	}
	// step: close
	return nil // and the system delivers what is in its buffer
}

func client(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	// step: option
	// Before connect: the handshake tells of the window.
	set(h, s, socket.SO_RCVBUF, h.Int("rcvbuf"))
	// step: connect
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	// step: pause
	h.Print("暂停接收")
	h.Sleep(h.Timeout("pause"))
	// step: recv
	n, data := 0, []byte("…")
	for len(data) > 0 {
		data, err = s.Recv(h.Int("bufsize"))
		if err != nil {
			return err
		}
		n += len(data)
	}
	h.Print("共接收字节数:", n)
	// step: close
	return nil
}

// set sets a buffer's size, in KiB, and prints what it is then.
func set(h *lesson.Host, s *socket.Socket, o socket.Option, n int) {
	if n > 0 {
		s.SetSockOpt(socket.SOL_SOCKET, o, n*1024)
	}
	got, _ := s.GetSockOpt(socket.SOL_SOCKET, o)
	h.Printf("%v: %.1f KiB\n", o, float64(got)/1024)
}
