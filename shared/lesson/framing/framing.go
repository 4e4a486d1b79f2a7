package framing

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

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
	h.Sleep(h.Timeout("late"))
	file, n := conn.MakeFile(), 0
	receive := func() ([]byte, error) {
		// step: recv
		switch h.Knob("framing") {
		case "line": // a message ends with "\n"
			m, err := file.ReadSlice('\n')
			return bytes.TrimSuffix(m, []byte("\n")), err
		case "length": // 4 digits say how long it is
			m, err := conn.Recv(4, socket.MSG_WAITALL)
			if size, _ := strconv.Atoi(string(m)); size > 0 {
				return conn.Recv(size, socket.MSG_WAITALL)
			}
			return nil, err
		} // or whatever one recv gets is taken for one
		return conn.Recv(h.Int("bufsize"))
	}
	m, err := receive()
	for ; err == nil && len(m) > 0; m, err = receive() {
		n++
		h.Printf("消息 %d: %s\n", n, lesson.Decode(m))
	}
	// step: send
	return conn.SendAll(fmt.Appendf(nil, "收到 %d 条消息", n))
}

func client(h *lesson.Host) error {
	// step: connect
	s, err := h.Socket(socket.AF_INET, socket.SOCK_STREAM)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	// step: frame
	frame := map[string]string{ // of [1] the text, [2] its length
		"none": "%[1]s", "line": "%[1]s\n",
		"length": "%04[2]d%[1]s",
	}[h.Knob("framing")]
	var out [][]byte
	for _, m := range []string{"你好", "粘包是什么", "再见"} {
		out = append(out, fmt.Appendf(nil, frame, m, len(m)))
	}
	if n := h.Int("write"); n > 0 { // or cut the stream anywhere
		out = slices.Collect(slices.Chunk(bytes.Join(out, nil), n))
	}
	// step: send
	for _, b := range out {
		if err := s.SendAll(b); err != nil {
			return err
		}
		h.Sleep(h.Timeout("gap"))
	}
	h.Printf("3 条消息，%d 次 send\n", len(out))
	// step: shutdown
	s.Shutdown(socket.SHUT_WR)
	reply, err := s.Recv(1024, socket.MSG_WAITALL)
	h.Print(lesson.Decode(reply))
	return err
}
