package concurrent

import (
	"sync"

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
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		// step: accept
		conn, peer, err := s.Accept()
		if err != nil {
			return err
		}
		// step: serve
		clients.Go(func() { h.Report(peer, serve(h, conn, peer)) })
		if h.Knob("clients") == "one" {
			clients.Wait() // the next client waits for this one
		}
	}
	// step: close
}

func serve(
	h *lesson.Host, conn *socket.Socket, peer socket.Addr,
) error {
	defer conn.Close()
	h.Print("客户端连接成功:", peer.Tuple())
	for {
		// step: recv
		data, err := conn.Recv(h.Int("bufsize"))
		if err != nil {
			return err
		}
		if len(data) == 0 {
			h.Print("客户端下线了:", peer.Tuple())
			break
		}
		h.Print(lesson.Decode(data), peer.Tuple())
		// step: send
		err = conn.SendAll([]byte("数据接收正常..."))
		if err != nil {
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
		message, err := h.Input(
			"请输入要发送的消息 (输入 'exit' 退出): ")
		if err != nil || message == "exit" {
			break
		}
		// step: send
		if err := s.SendAll([]byte(message)); err != nil {
			return err
		}
		// step: recv
		data, err := s.Recv(h.Int("bufsize"))
		if err != nil || len(data) == 0 { // the server has closed
			return err
		}
		h.Print("接收到服务器的响应:", lesson.Decode(data))
	}
	// step: close
	return nil
}
