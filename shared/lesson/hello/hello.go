package hello

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

	// step: option
	// So that a second run within a minute can bind again.
	s.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

	// step: bind
	if err := s.Bind(h.Addr); err != nil {
		return err
	}

	// step: listen
	if err := s.Listen(5); err != nil {
		return err
	}
	h.Print("服务器正在监听...")

	// step: accept
	conn, peer, err := s.Accept()
	if err != nil {
		return err
	}
	err = serve(h, conn, peer)

	// step: close
	// The deferred Close runs here.
	return err
}

func serve(
	h *lesson.Host, conn *socket.Socket, peer socket.Addr,
) error {
	defer conn.Close()
	h.Print("连接来自", peer.Tuple())

	// step: recv
	// It waits until the client has sent something.
	data, err := conn.Recv(h.Int("bufsize"))
	if err != nil {
		return err
	}
	h.Print("接收到的数据:", lesson.Decode(data))

	// step: send
	err = conn.SendAll([]byte("谢谢你!"))

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
	// It is refused if no server listens yet.
	if err := s.Connect(h.Addr); err != nil {
		return err
	}

	// step: send
	if err := s.SendAll([]byte("你好，服务器!")); err != nil {
		return err
	}

	// step: recv
	data, err := s.Recv(h.Int("bufsize"))
	if err != nil {
		return err
	}
	h.Print("接收到的数据:", lesson.Decode(data))

	// step: close
	return nil
}
