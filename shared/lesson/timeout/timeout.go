package timeout

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
	h.Print("Socket Created")
	// step: option
	s.SetSockOpt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	// step: bind
	if err := s.Bind(h.Addr); err != nil {
		h.Print("Bind Failed...", lesson.Cause(err))
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

func serve(
	h *lesson.Host, conn *socket.Socket, _ socket.Addr,
) error {
	defer conn.Close()
	// step: timeout
	conn.SetTimeout(h.Timeout("timeout"))
	for {
		// step: recv
		data, err := conn.Recv(h.Int("bufsize"))
		if lesson.TimedOut(err) {
			h.Print("Time out")
			break
		}
		if err != nil {
			return err
		}
		h.Printf("Get value %s ", lesson.Decode(data))
		if len(data) == 0 { // the client has closed
			h.Printf("Exit Server ")
			break
		}
		// step: send
		if err := conn.SendAll([]byte("OK")); err != nil {
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
		data, err := h.Input("Please input data:")
		if err != nil || data == "" {
			break
		}
		// step: send
		if err := s.SendAll([]byte(data)); err != nil {
			h.Print("Send Failed...", lesson.Cause(err))
			break
		}
		h.Print("Send Successfully")
		// step: recv
		reply, err := s.Recv(4096)
		if err != nil {
			return err
		}
		h.Print(lesson.Repr(reply)) // b'' once the server closed
	}
	// step: close
	return nil
}
