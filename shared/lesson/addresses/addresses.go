package addresses

import (
	"strconv"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

func server(h *lesson.Host) error {
	addr := h.Addr
	if a := h.Knob("host"); a != "given" {
		addr = socket.Inet(strings.TrimPrefix(a, "all"), addr.Port)
	}
	if port, err := strconv.Atoi(h.Knob("port")); err == nil {
		addr.Port = port
	}
	// step: bind
	s, err := h.Socket(family(addr), socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	if err := s.Bind(addr); err != nil {
		return err
	}
	// step: listen
	if err := s.Listen(5); err != nil {
		return err
	}
	local, err := s.GetSockName()
	h.Print("监听 getsockname:", name(local, err))
	h.Print("教程: 端口不能同时被其他进程占用")
	again(h, local, socket.SOCK_STREAM)
	again(h, local, socket.SOCK_DGRAM)
	for {
		// step: accept
		conn, peer, err := s.Accept()
		if err != nil {
			return err
		}
		h.Report(peer, serve(h, conn, peer))
	}
}

func again(h *lesson.Host, addr socket.Addr, t socket.Type) {
	// step: again
	s, err := h.Socket(family(addr), t)
	if err == nil {
		defer s.Close()
		err = s.Bind(addr)
	}
	h.Printf("内核: 再 bind 一个 %s: %s\n", t, name(addr, err))
}

func serve(
	h *lesson.Host, conn *socket.Socket, _ socket.Addr,
) error {
	defer conn.Close()
	// step: names
	h.Print("服务端 getsockname:", name(conn.GetSockName()))
	h.Print("服务端 getpeername:", name(conn.GetPeerName()))
	// step: send
	return conn.SendAll([]byte("谢谢你!"))
}

func client(h *lesson.Host) error {
	// step: connect
	s, err := h.Socket(family(h.Addr), socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	// step: names
	h.Print("客户端 getsockname:", name(s.GetSockName()))
	h.Print("客户端 getpeername:", name(s.GetPeerName()))
	// step: recv
	data, err := s.Recv(1024)
	h.Print("接收到的数据:", lesson.Decode(data))
	return err
}

func family(addr socket.Addr) socket.Family {
	if addr.IP.Is6() {
		return socket.AF_INET6
	}
	return socket.AF_INET
}

func name(a socket.Addr, err error) string {
	if err != nil {
		return lesson.Cause(err)
	}
	return a.Tuple()
}
