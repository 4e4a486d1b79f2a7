package echo

import (
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

const prompt = "请输入要发送的消息 (输入 'exit' 退出): "

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
	if err := s.Listen(5); err != nil {
		return err
	}
	h.Print("TCP 服务器启动，等待连接...")
	for {
		// step: accept
		conn, peer, err := s.Accept()
		if err != nil {
			return err
		}
		// One client's failure does not end the server.
		h.Report(peer, serve(h, conn, peer))
	}
	// step: close
}

func serve(
	h *lesson.Host, conn *socket.Socket, peer socket.Addr,
) error {
	defer conn.Close()
	h.Print("接受来自", peer.Tuple(), "的连接")
	for {
		// step: recv
		data, err := conn.Recv(h.Int("bufsize"))
		if err != nil {
			return err
		}
		if len(data) == 0 { // the client has closed
			break
		}
		h.Print("接收到来自客户端的数据:", lesson.Decode(data))
		// step: send
		// The bytes go back as they came, text or not.
		reply := append([]byte("你好，客户端！你发送了："), data...)
		if err := conn.SendAll(reply); err != nil {
			return err
		}
	}
	// step: close
	return nil
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
	for {
		// step: input
		message, err := h.Input(prompt)
		if err != nil || message == "exit" {
			break
		}
		// step: send
		// An empty line sends no bytes, so no reply ever comes.
		if err := s.SendAll([]byte(message)); err != nil {
			return err
		}
		// step: recv
		data, err := s.Recv(h.Int("bufsize"))
		if err != nil {
			return err
		}
		if len(data) == 0 { // the server has closed
			break
		}
		h.Print("接收到服务器的响应:", lesson.Decode(data))
	}
	// step: close
	return nil
}
