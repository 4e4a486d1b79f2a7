package datagram

import (
	"bytes"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

const (
	prompt   = "请输入要发送的消息 (输入 'exit' 退出): "
	greeting = "你好，客户端！你发送了："
)

func server(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_DGRAM)
	if err != nil {
		return err
	}
	// step: bind
	if err := s.Bind(h.Addr); err != nil {
		s.Close()
		return err
	}
	h.Print("UDP 服务器启动，等待数据...")
	return serve(h, s, h.Addr)
}

func serve(
	h *lesson.Host, s *socket.Socket, _ socket.Addr,
) error {
	defer s.Close()
	for {
		// step: recvfrom
		data, peer, err := s.RecvFrom(h.Int("bufsize"))
		if err != nil {
			return err
		}
		text := lesson.Decode(data)
		h.Print("接收到来自", peer.Tuple(), "的数据:", text)
		// Two servers would answer each other for ever.
		if bytes.HasPrefix(data, []byte(greeting)) {
			continue
		}
		// step: sendto
		// The bytes go back as they came, text or not.
		reply := append([]byte(greeting), data...)
		_, err = s.SendTo(reply, peer)
		h.Report(peer, err) // and go on with the others
	}
	// step: close
}

func client(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_DGRAM)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetTimeout(h.Timeout("timeout"))
	// step: resolve
	to, err := h.Resolve(socket.AF_INET, h.Addr)
	if err != nil {
		return err
	}
	for {
		// step: input
		message, err := h.Input(prompt)
		if err != nil || message == "exit" {
			break
		}
		// step: sendto
		_, err = s.SendTo([]byte(message), to)
		if err != nil {
			return err
		}
		// step: recvfrom
		data, from, err := s.RecvFrom(h.Int("bufsize"))
		// Anyone can send to this socket. The tutorial's client
		// would talk to a stranger from then on; this one does not.
		for err == nil && from != to {
			data, from, err = s.RecvFrom(h.Int("bufsize"))
		}
		if lesson.TimedOut(err) { // lost, or nobody is there
			h.Print("没有收到响应")
			continue
		}
		if err != nil {
			return err
		}
		h.Print("接收到服务器的响应:", lesson.Decode(data))
	}
	// step: close
	return nil
}
