package nagle

import (
	"bytes"

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
	for {
		// step: accept
		conn, peer, err := s.Accept()
		if err != nil {
			return err
		}
		h.Report(peer, serve(h, conn, peer)) // and go on
	}
}

func serve(h *lesson.Host, c *socket.Socket, _ socket.Addr) error {
	defer c.Close()
	for {
		// step: recv
		data, err := c.Recv(1024)
		if err != nil || len(data) == 0 {
			return err
		}
		// step: reply
		// A request ends with its line: before that, no answer.
		for range bytes.Count(data, []byte("\n")) {
			if err := c.SendAll([]byte("OK")); err != nil {
				return err
			}
		}
	}
}

func client(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	// step: option
	if h.Knob("nodelay") == "on" {
		s.SetSockOpt(socket.SOL_TCP, socket.TCP_NODELAY, 1)
	}
	// step: connect
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	for i := range h.Int("count") {
		start := h.Now()
		// step: send
		for range h.Int("writes") - 1 {
			if err := s.SendAll([]byte("x")); err != nil {
				return err
			}
		}
		if err := s.SendAll([]byte("\n")); err != nil {
			return err
		}
		// step: wait
		reply, err := s.Recv(1024)
		if err != nil || len(reply) == 0 { // the server has closed
			return err
		}
		ms := float64(h.Now().Sub(start).Microseconds()) / 1000
		h.Printf("%d: %s, %.3f ms\n", i+1, lesson.Decode(reply), ms)
	}
	// step: close
	return nil
}
