package encoding

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
	s.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	// step: bind
	if err := s.Bind(h.Addr); err != nil {
		return err
	}
	// step: listen
	if err := s.Listen(128); err != nil {
		return err
	}
	// step: accept
	conn, peer, err := s.Accept()
	if err != nil {
		return err
	}
	err = serve(h, conn, peer)
	// step: close
	return err
}

func serve(
	h *lesson.Host, conn *socket.Socket, peer socket.Addr,
) error {
	defer conn.Close()
	h.Print("客户端的IP地址和端口号:", peer.Tuple())
	// step: recv
	data, err := conn.Recv(1024)
	if err != nil {
		return err
	}
	// step: decode
	// The length is in bytes, not in characters.
	h.Print("接收数据的长度为:", len(data))
	h.Print("接收客户端的数据为:", lesson.Decode(data))
	// step: send
	err = conn.SendAll([]byte("问题处理中..."))
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
	err = s.SendAll([]byte("Connect Succces!"))
	if err != nil {
		return err
	}
	// step: recv
	// A small buffer can end inside a character.
	data, err := s.Recv(h.Int("bufsize"))
	if err != nil {
		return err
	}
	h.Print("获得来自服务器的原始数据:", lesson.Repr(data))
	// step: decode
	text, err := lesson.DecodeStrict(data, h.Knob("codec"))
	if err != nil {
		h.Print("解码失败:", err)
	} else {
		h.Print("获得来自服务器的数据:", text)
	}
	// step: close
	return nil
}
