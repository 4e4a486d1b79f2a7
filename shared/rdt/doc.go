// Package rdt is reliable data transfer over a network that loses, repeats,
// reorders and corrupts datagrams: stop-and-wait, go-back-N and selective
// repeat, each a Sender and a Receiver. The wire format is in rdt.md.
//
// The cores do no input and output, start no goroutine and read no clock:
// datagrams and the time go in, datagrams come out. The loop around a Sender is
//
//	for {
//		now := time.Now()
//		for _, packet := range sender.Send(now) {
//			conn.Write(packet)
//		}
//		if sender.Done() {
//			break
//		}
//		conn.SetReadDeadline(now.Add(sender.Wait(now)))
//		if n, err := conn.Read(buf); err == nil {
//			sender.Receive(time.Now(), buf[:n])
//		}
//	}
//	return sender.Err()
//
// and around a Receiver it is to receive, deliver and answer.
//
// A transfer has no name on the wire: it is known by the addresses of its ends,
// as in TFTP (RFC 1350). A Receiver lingers after the end, as TCP does in
// TIME-WAIT; until then its peer needs another port for another transfer. The
// checksum is against accidents, not against attackers.
package rdt
