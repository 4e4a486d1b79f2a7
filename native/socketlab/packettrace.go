package main

import (
	"strings"

	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/trace"
)

// tracePacket records what a link did at the host where it happened.
func tracePacket(to *trace.Recorder, r link.Record) { tracePacketOf(to, r, nil) }

// tracePacketOf is tracePacket for a packet that may be a TCP segment.
func tracePacketOf(to *trace.Recorder, r link.Record, s *trace.Segment) {
	if to == nil {
		return
	}
	sender, receiver, _ := strings.Cut(r.Link, ">")
	host := sender
	if r.Kind == link.Delivered {
		host = receiver
	}
	to.Packet(host, r.Src, r.Dst, trace.Packet{
		Fate: string(r.Kind), Link: r.Link, Flow: r.Flow, Class: r.Class, N: r.N, Copy: r.Copy, Size: r.Size,
		Stage: r.Stage, Reason: r.Reason, Delay: r.Delay, Segment: s,
	}, r.Data)
}
