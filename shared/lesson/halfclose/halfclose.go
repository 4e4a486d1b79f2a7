package halfclose

import (
	"fmt"

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
	// step: close
}

func serve(h *lesson.Host, c *socket.Socket, _ socket.Addr) error {
	defer c.Close()
	// step: recv
	n := 0
	for {
		data, err := c.Recv(h.Int("bufsize"))
		if err != nil {
			return err
		}
		if len(data) == 0 { // the client's direction has ended
			break
		}
		n += len(data)
	}
	h.Print("客户端不再发送，共收到字节数:", n)
	// step: send
	// The other direction is still open.
	for _, reply := range []string{
		"你好，客户端！", fmt.Sprintf("你发送了：%d 字节", n),
	} {
		if err := c.SendAll([]byte(reply)); err != nil {
			return err
		}
		h.Print("send 成功:", reply)
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
	// step: send
	line, err := h.Input(prompt)
	for err == nil && line != "exit" {
		if err = s.SendAll([]byte(line)); err == nil {
			line, err = h.Input(prompt)
		}
	}
	// step: end
	if h.Knob("end") == "shutdown" {
		s.Shutdown(socket.SHUT_WR) // "I send no more"
	} else {
		s.Close() // "and I listen no more"
	}
	// step: recv
	data, err := s.Recv(1024, socket.MSG_WAITALL) // to the end
	if err != nil {
		h.Print("recv 出错:", lesson.Cause(err))
	}
	h.Print("接收到服务器的响应:", lesson.Decode(data))
	// step: close
	return nil
}
