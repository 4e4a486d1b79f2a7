package whocloses

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
	for ok := true; ok; ok = h.Knob("closes") == "connection" {
		// step: accept
		conn, peer, err := s.Accept()
		if err != nil {
			return err
		}
		h.Report(peer, talk(h, conn, s))
	}
	return nil // with the process, all its sockets end
}

func talk(h *lesson.Host, c, listener *socket.Socket) error {
	defer c.Close()
	// step: serve
	c.Recv(1024)
	c.SendAll([]byte("问题处理中..."))
	// step: wait
	data, err := c.Recv(1024)
	if err != nil || len(data) == 0 {
		return err
	}
	// step: close
	h.Print("关闭:", h.Knob("closes"))
	if h.Knob("closes") != "listener" || listener == nil {
		return nil
	}
	listener.Close()
	return c.SendAll([]byte("数据接收正常..."))
}

func client(h *lesson.Host) (err error) {
	var s [3]*socket.Socket
	for i := range s {
		s[i], err = h.Socket(socket.AF_INET, socket.SOCK_STREAM)
		if err != nil {
			return err
		}
		defer s[i].Close()
	}
	first, queued, late := s[0], s[1], s[2]
	// step: first
	if err := connect(h, first, "第一个连接"); err != nil {
		return err
	}
	recv(h, first, "第一个连接")
	// step: queued
	if err := connect(h, queued, "排队的连接"); err != nil {
		return err // it waits for accept, not for this
	}
	// step: now
	first.SendAll([]byte("请关闭"))
	recv(h, first, "第一个连接")
	recv(h, queued, "排队的连接")
	queued.Close()
	// step: late
	if err := connect(h, late, "新的连接"); err != nil {
		h.Print("新的连接 connect →", lesson.Cause(err))
		return nil
	}
	recv(h, late, "新的连接")
	// step: close
	return nil
}

func connect(h *lesson.Host, s *socket.Socket, name string) error {
	err := s.Connect(h.Addr)
	if err == nil {
		err = s.SendAll([]byte(name))
	}
	return err
}

func recv(h *lesson.Host, s *socket.Socket, name string) {
	data, err := s.Recv(1024)
	errno := string(socket.ErrnoOf(err))
	h.Print(name, "recv →", lesson.Decode(data)+errno)
}
