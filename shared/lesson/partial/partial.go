package partial

import (
	"bytes"
	"fmt"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

func server(h *lesson.Host) error {
	// step: listen
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	if err := s.Bind(h.Addr); err != nil {
		return err
	}
	if err := s.Listen(128); err != nil {
		return err
	}
	// step: accept
	conn, peer, err := s.Accept()
	if err != nil {
		return err
	}
	return serve(h, conn, peer)
}

func serve(
	h *lesson.Host, conn *socket.Socket, _ socket.Addr,
) error {
	defer conn.Close()
	total, calls := 0, 0
	buf := make([]byte, h.Int("bufsize"))
	flags := map[string]socket.Flags{"waitall": socket.MSG_WAITALL}
	for {
		// step: recv
		// recv returns what is there, at most so much; recv_into
		// puts it where the last piece was.
		n, err := conn.RecvInto(buf, flags[h.Knob("recv")])
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
		total, calls = total+n, calls+1
		h.Sleep(h.Timeout("pause"))
	}
	h.Printf("%d 字节，%d 次 recv\n", total, calls)
	// step: reply
	return conn.SendAll(fmt.Appendf(nil, "收到 %d 字节", total))
}

func client(h *lesson.Host) error {
	// step: connect
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	if n := h.Int("sndbuf"); n > 0 {
		s.SetSockOpt(socket.SOL_SOCKET, socket.SO_SNDBUF, n)
	}
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	s.SetTimeout(h.Timeout("timeout"))
	size, calls, n := h.Int("size"), 0, 0
	data := bytes.Repeat([]byte("s"), size)
	if h.Knob("send") == "sendall" {
		// step: sendall
		err, data = s.SendAll(data), nil
	}
	for err == nil && len(data) > 0 {
		// step: send
		n, err = s.Send(data)
		data, calls = data[n:], calls+1
		if h.Knob("send") == "once" {
			h.Print("教程: send 返回要发送的字节数:", size)
			h.Print("内核: send 返回:", n)
			break
		}
	}
	if err != nil {
		return err
	}
	h.Printf("%d 字节，%d 次 send\n", size-len(data), calls)
	// step: reply
	s.SetTimeout(socket.NoTimeout)
	s.Shutdown(socket.SHUT_WR)
	reply, err := s.Recv(1024, socket.MSG_WAITALL)
	h.Print(lesson.Decode(reply))
	return err
}
