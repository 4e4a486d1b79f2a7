package lossy

import (
	"bytes"
	"fmt"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
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
	h.Print("waiting for pings")
	return serve(h, s, h.Addr)
}

func serve(h *lesson.Host, s *socket.Socket, _ socket.Addr) error {
	defer s.Close()
	for {
		// step: recvfrom
		data, peer, err := s.RecvFrom(1024)
		if err != nil {
			return err
		}
		// Pongs are not answered: two servers would never end.
		if n, ok := bytes.CutPrefix(data, []byte("ping ")); ok {
			// step: sendto
			_, err = s.SendTo(append([]byte("pong "), n...), peer)
			h.Report(peer, err) // and go on with the others
		}
	}
}

func client(h *lesson.Host) error {
	// step: socket
	s, err := h.Socket(socket.AF_INET, socket.SOCK_DGRAM)
	if err != nil {
		return err
	}
	defer s.Close()
	// step: connect
	// Nothing is sent: from now on only the server is heard.
	if err := s.Connect(h.Addr); err != nil {
		return err
	}
	left := map[string]int{}
	for i := 1; i <= h.Int("count"); i++ {
		// step: send
		// Twice the number, so that a flipped bit shows.
		n := fmt.Sprintf("%d %d", i, i)
		if _, err := s.Send([]byte("ping " + n)); err != nil {
			return err
		}
		left["pong "+n] = i
		h.Sleep(h.Timeout("gap"))
	}
	return collect(h, s, left)
}

func collect(
	h *lesson.Host, s *socket.Socket, left map[string]int,
) error {
	s.SetTimeout(h.Timeout("timeout"))
	last, got, overtaken, doubled, corrupted := 0, 0, 0, 0, 0
	for got < len(left) {
		// step: recv
		data, err := s.Recv(1024)
		if lesson.TimedOut(err) {
			break // the others will not come
		} else if err != nil {
			return err
		}
		pong := lesson.Decode(data)
		h.Print(pong)
		// step: count
		switch n, known := left[pong]; {
		case !known:
			corrupted++
		case n == 0: // it came before
			doubled++
		case n < last:
			overtaken++
			fallthrough
		default:
			left[pong], last, got = 0, max(last, n), got+1
		}
	}
	h.Printf("%d of %d, %d overtaken, %d doubled, %d corrupted\n",
		got, len(left), overtaken, doubled, corrupted)
	return nil
}
