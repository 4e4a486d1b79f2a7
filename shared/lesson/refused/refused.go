package refused

import (
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
	if err := s.Listen(5); err != nil {
		return err
	}
	h.Print("服务器正在监听...")
	for {
		// step: accept
		conn, peer, err := s.Accept()
		if err != nil {
			return err
		}
		h.Report(peer, serve(h, conn, peer))
	}
}

func serve(
	_ *lesson.Host, conn *socket.Socket, _ socket.Addr,
) error {
	defer conn.Close()
	// step: send
	return conn.SendAll([]byte("谢谢你!"))
}

func client(h *lesson.Host) error {
	wrong := h.Addr
	wrong.Port = h.Int("port")
	nobody := map[string]socket.Addr{
		"server":  wrong,
		"unknown": socket.Inet("nobody.invalid", wrong.Port),
		"silent":  socket.Inet("192.0.2.1", wrong.Port), // RFC 5737
	}[h.Knob("host")]
	// step: connect
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	s.SetTimeout(h.Timeout("timeout"))
	err = s.Connect(nobody)
	switch code := socket.ErrnoOf(err); {
	case err == nil:
		h.Print("connect 成功")
	case lesson.TimedOut(err):
		h.Print("connect 超时: 没有人回答")
	case code == "":
		h.Print("connect 出错: 找不到主机")
	default:
		h.Print("connect 出错:", code.Number(), string(code))
	}
	// step: again
	err = attempt(h, wrong)
	for i := 0; err != nil && i <= h.Int("retries"); i++ {
		if i > 0 {
			h.Sleep(h.Timeout("every"))
		}
		err = attempt(h, h.Addr)
	}
	return err
}

// attempt uses a socket of its own: not every system lets one
// whose connect failed try again.
func attempt(h *lesson.Host, addr socket.Addr) error {
	// step: connect_ex
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	code, err := s.ConnectEx(addr)
	h.Print("connect_ex 返回", code.Number(), string(code))
	if code != "" {
		return code
	}
	if err != nil {
		return err
	}
	// step: recv
	data, err := s.Recv(1024)
	h.Print("接收到的数据:", lesson.Decode(data))
	return err
}
