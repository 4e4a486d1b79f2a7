// Package netstack is the TCP of virtual hosts: gVisor's, whose IP packets a
// virtual.Network carries on its links. virtual.Config.Streams is New.
//
// A socket works as on Linux, where these differ (differences.md is the suite's table):
//
//   - There is no urgent data: MSG_OOB is EOPNOTSUPP, and so is MSG_TRUNC.
//   - Close never waits, however many seconds SO_LINGER has; 0 resets.
//   - Buffers begin with 1 MiB, and acks are not delayed.
//   - Losses are found by SACK (RFC 6675), not by RACK and tail loss probes (RFC 8985).
//   - A FIN that overtakes data is not kept: it must come again.
//   - TCP_INFO does not tell how many connections wait for accept.
//   - The round trip of a SYN that was sent again is measured from the first one.
//   - The answer to a second SYN-ACK has a window that is not scaled.
//   - Two handshakes that end at nearly the same time may change places.
//
// Time is that of the network's clock. It cannot be used in a testing/synctest
// bubble, which waits for ever for gVisor's goroutines.
package netstack
