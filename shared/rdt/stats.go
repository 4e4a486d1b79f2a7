package rdt

import (
	"fmt"
	"time"
)

// Stats is what one side of a transfer has counted.
type Stats struct {
	Packets       int           // data and fin: sent for the first time, or delivered
	Retransmitted int           // sent again
	Timeouts      int           // how often a timer expired, so that packets were sent again
	Duplicates    int           // received that were known: acks, or data
	OutOfOrder    int           // data received before its turn
	Corrupted     int           // received that are no packets of this transfer's other side
	Bytes         int64         // of the stream: acknowledged, or delivered
	Sum           uint32        // the CRC-32 (IEEE) of these bytes, so that both sides can be compared
	Elapsed       time.Duration // from the first packet to the last event
	RTT           time.Duration // mean round-trip time of packets that were sent once (Karn)
}

// Goodput returns bytes of the stream per second; 0 if no time has passed.
func (s Stats) Goodput() float64 {
	if s.Elapsed <= 0 {
		return 0
	}
	return float64(s.Bytes) / s.Elapsed.Seconds()
}

// String returns what a receiver saw, on one line.
func (s Stats) String() string {
	return fmt.Sprintf("%d packets, %d bytes, CRC-32 %08x; %d duplicates, %d out of order, %d corrupted",
		s.Packets, s.Bytes, s.Sum, s.Duplicates, s.OutOfOrder, s.Corrupted)
}
