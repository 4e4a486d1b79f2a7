package deadpeer

import (
	"errors"

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
	h.Report(peer, serve(h, conn, peer))
	return nil
}

func serve(h *lesson.Host, c *socket.Socket, _ socket.Addr) error {
	defer c.Close()
	// step: keepalive
	if idle := h.Int("keepalive"); idle > 0 {
		c.SetSockOpt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
		c.SetSockOpt(socket.SOL_TCP, socket.TCP_KEEPIDLE, idle)
		c.SetSockOpt(socket.SOL_TCP, socket.TCP_KEEPINTVL, 1)
		c.SetSockOpt(socket.SOL_TCP, socket.TCP_KEEPCNT, 3)
	}
	// step: timeout
	c.SetTimeout(h.Timeout("timeout"))
	for {
		// step: recv
		start := h.Now()
		data, err := c.Recv(1024)
		waited := h.Now().Sub(start).Seconds()
		if lesson.TimedOut(err) {
			h.Printf("Time out, %.3f s\n", waited)
			return nil
		}
		if err != nil || len(data) == 0 {
			h.Printf("recv 结束, %.3f s\n", waited)
			return err
		}
		h.Print("Get value", lesson.Decode(data))
		// step: send
		if err := c.SendAll([]byte("OK")); err != nil {
			return err
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
	// step: connect
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	// step: ask
	if err := s.SendAll([]byte("ping")); err != nil {
		return err
	}
	reply, err := s.Recv(1024)
	if err != nil {
		return err
	}
	h.Print("recv:", lesson.Repr(reply))
	// step: freeze
	h.Sleep(h.Timeout("freeze")) // its system goes on, though
	// step: thaw
	reply, err = s.Recv(1024, socket.MSG_DONTWAIT)
	if errors.Is(err, socket.EAGAIN) {
		h.Print("服务器还在等")
		return nil
	}
	h.Print("recv:", lesson.Repr(reply)) // b'': given up
	// step: close
	return err
}
