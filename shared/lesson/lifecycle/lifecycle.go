package lifecycle

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
	show(h, s, "socket", nil)
	// step: bind
	bind := func() error { return s.Bind(h.Addr) }
	if err := call(h, s, "bind", bind); err != nil {
		return err
	}
	// step: listen
	listen := func() error { return s.Listen(5) }
	call(h, s, "listen", listen)
	// step: accept
	conn, peer, err := s.Accept() // a new socket
	if err != nil {
		return err
	}
	return serve(h, conn, peer)
}

func serve(
	h *lesson.Host, conn *socket.Socket, _ socket.Addr,
) error {
	defer conn.Close()
	show(h, conn, "accept", nil)
	// step: send
	conn.SendAll([]byte("谢谢你!"))
	// step: recv
	_, err := conn.Recv(1024) // until the client closes
	show(h, conn, "recv", err)
	// step: close
	call(h, conn, "close", conn.Close)
	return err
}

func client(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	h.Print("教程: 创建socket对象就是一个建立TCP的过程")
	show(h, s, "socket", nil)
	// step: connect
	connect := func() error { return s.Connect(h.Addr) }
	if err = call(h, s, "connect", connect); err != nil {
		return err
	}
	// step: recv
	_, err = s.Recv(1024)
	show(h, s, "recv", err)
	// step: close
	call(h, s, "close", s.Close)
	return err
}

func call(
	h *lesson.Host, s *socket.Socket, name string, f func() error,
) error {
	if h.Knob("skip") == name {
		return nil
	}
	err := f()
	show(h, s, name, err)
	if h.Knob("twice") == name {
		show(h, s, name, f())
	}
	return err
}

// show prints what a call returned and what the socket is now.
func show(h *lesson.Host, s *socket.Socket, name string, e error) {
	// step: show
	if e != nil {
		name += " 出错 " + lesson.Cause(e)
	}
	info, _ := s.TCPInfo() // where the system tells
	h.Printf("%s: 状态 %s 本地 %s 对方 %s\n", name, info.State,
		tuple(s.GetSockName()), tuple(s.GetPeerName()))
}

func tuple(a socket.Addr, err error) string {
	if err == nil {
		return a.Tuple()
	}
	return lesson.Cause(err)
}
