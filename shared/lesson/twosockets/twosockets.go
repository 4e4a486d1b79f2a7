package twosockets

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
	// step: accept
	conn, peer, err := s.Accept()
	if err != nil {
		return err
	}
	// step: listener
	names(h, "监听套接字", s)
	if h.Knob("use") == "listener" {
		_, err := s.Send([]byte("谢谢你!"))
		show(h, "监听套接字 send →", "成功", err)
		_, err = s.Recv(1024)
		show(h, "监听套接字 recv →", "成功", err)
	}
	return serve(h, conn, peer)
}

func serve(h *lesson.Host, c *socket.Socket, _ socket.Addr) error {
	defer c.Close()
	// step: connection
	names(h, "新的套接字", c)
	// step: recv
	data, err := c.Recv(1024)
	if err != nil {
		return err
	}
	h.Print("接收到的数据:", lesson.Decode(data))
	// step: send
	err = c.SendAll([]byte("谢谢你!"))
	// step: close
	return err
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
	// step: send
	if err := s.SendAll([]byte("你好，服务器!")); err != nil {
		return err
	}
	// step: recv
	data, err := s.Recv(1024)
	if err != nil {
		return err
	}
	h.Print("接收到的数据:", lesson.Decode(data))
	// step: close
	return nil
}

// names prints the addresses of both ends, where there are both.
func names(h *lesson.Host, name string, s *socket.Socket) {
	own, err := s.GetSockName()
	show(h, name+" getsockname →", own.Tuple(), err)
	peer, err := s.GetPeerName()
	show(h, name+" getpeername →", peer.Tuple(), err)
}

func show(h *lesson.Host, what, value string, err error) {
	if err != nil {
		value = lesson.Cause(err)
	}
	h.Print(what, value)
}
