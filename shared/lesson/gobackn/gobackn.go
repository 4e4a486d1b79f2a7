package gobackn

import (
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/arq"
	"github.com/socketlab/socketlab/shared/rdt"
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
	h.Print("waiting for data")
	return serve(h, s, h.Addr)
}

func serve(h *lesson.Host, s *socket.Socket, _ socket.Addr) error {
	defer s.Close()
	peers := rdt.Peers[socket.Addr]{New: func() rdt.Receiver {
		return rdt.NewGoBackNReceiver(config(h))
	}}
	for {
		// step: recvfrom
		datagram, peer, err := s.RecvFrom(arq.BufSize)
		if err != nil {
			return err
		}
		// step: deliver
		// Only what is next; the ack names the last that was.
		r := peers.Of(h.Now(), peer)
		ack, pieces, end := r.Receive(h.Now(), datagram)
		for _, piece := range pieces {
			text := lesson.Decode(piece)
			h.Printf("%s %.20s\n", peer.Tuple(), text)
		}
		if end {
			h.Print(peer.Tuple(), r.Stats())
		}
		// step: sendto
		if ack != nil {
			_, err = s.SendTo(ack, peer)
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
	// step: input
	sender := rdt.NewGoBackNSender(config(h), arq.Input(h))
	for {
		// step: send
		// What is new in the window, or all of it if time is over.
		now := h.Now()
		for _, packet := range sender.Send(now) {
			if _, err := s.Send(packet); err != nil {
				return err
			}
		}
		if sender.Done() {
			break
		}
		// step: recv
		s.SetTimeout(sender.Wait(now))
		datagram, err := s.Recv(arq.BufSize)
		if lesson.TimedOut(err) {
			h.Print("timeout")
			continue
		} else if err != nil {
			return err
		}
		sender.Receive(h.Now(), datagram)
		h.Progress(sender.Progress())
	}
	// step: summary
	if err := sender.Err(); err != nil {
		return err
	}
	r := arq.Report(h, config(h), sender.Stats())
	h.Print(r.Summary(r.Theory.GoBackN()))
	return nil
}
