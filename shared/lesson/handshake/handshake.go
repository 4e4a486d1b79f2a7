package handshake

import (
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
	state(h, s, "listen")
	// step: accept
	// The system has shaken hands already: accept sends nothing.
	c, peer, err := s.Accept()
	if err != nil {
		return err
	}
	// step: close
	return serve(h, c, peer)
}

func serve(h *lesson.Host, c *socket.Socket, _ socket.Addr) error {
	defer c.Close()
	state(h, c, "accept")
	// step: recv
	if _, err := c.Recv(1024); err != nil {
		return err
	}
	// step: send
	if err := c.SendAll([]byte("谢谢你!")); err != nil {
		return err
	}
	// step: close
	return finish(h, c, h.Knob("closes") == "server")
}

func client(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	state(h, s, "socket") // no segment has been sent
	// step: connect
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	state(h, s, "connect")
	// step: send
	if err := s.SendAll([]byte("你好，服务器!")); err != nil {
		return err
	}
	// step: recv
	if _, err := s.Recv(1024); err != nil {
		return err
	}
	// step: close
	return finish(h, s, h.Knob("closes") == "client")
}

// finish sends FIN as close does, but can ask for the state.
func finish(h *lesson.Host, s *socket.Socket, first bool) error {
	for _, mine := range []bool{first, !first} {
		if mine {
			// step: shutdown
			if err := s.Shutdown(socket.SHUT_WR); err != nil {
				return err
			}
			state(h, s, "shutdown")
		} else {
			// step: eof
			data, err := s.Recv(1024) // waits for the other FIN
			if err != nil {
				return err
			}
			state(h, s, "recv "+lesson.Repr(data))
		}
	}
	return nil
}

// state prints the socket's state, where the system tells it.
func state(h *lesson.Host, s *socket.Socket, after string) {
	info, _ := s.TCPInfo()
	h.Print(after, "→", info.State)
}
