package eof

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
	if err := s.Listen(128); err != nil {
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

func serve(
	h *lesson.Host, conn *socket.Socket, _ socket.Addr,
) error {
	defer conn.Close()
	// step: recv
	data, err := conn.Recv(bufsize(h, "server"))
	if err != nil {
		return err
	}
	h.Print("服务端收到:", lesson.Decode(data))
	// step: send
	if err := conn.SendAll([]byte("谢谢你!")); err != nil {
		return err
	}
	if h.Knob("first") == "server" {
		return nil // and close
	}
	return end(h, conn)
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
	data, err := s.Recv(bufsize(h, "client"))
	if err != nil {
		return err
	}
	h.Print("客户端收到:", lesson.Decode(data))
	if h.Knob("first") == "client" {
		return nil // and close
	}
	return end(h, s)
}

// bufsize is small for who closes with data unread.
func bufsize(h *lesson.Host, role string) int {
	if h.Knob("read") == "part" && h.Knob("first") == role {
		return 3
	}
	return 1024
}

// end waits until the peer has closed.
func end(h *lesson.Host, s *socket.Socket) error {
	// step: end
	h.Print("教程: 对方 close 后 recv 返回的数据长度为 0")
	data, err := s.Recv(1024)
	if err != nil { // what was on its way is lost
		h.Print("内核: recv 出错:", lesson.Cause(err))
	} else if len(data) == 0 { // in Python: if not data
		h.Print("内核: recv 返回", lesson.Repr(data), "长度为 0")
	}
	return nil
}
