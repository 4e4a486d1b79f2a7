package experiment_test

import (
	"time"

	"github.com/socketlab/socketlab/shared/trace"
)

// recorded is a run: a client connects, sends 6 and then 0 bytes, gets one answer in two
// pieces, and both sides wait until the run is ended. One segment is lost.
func recorded() []trace.Event {
	const ms = time.Millisecond
	call := func(seq int64, at time.Duration, host, sock, name, step string) trace.Event {
		return trace.Event{Seq: seq, Kind: trace.KindEnter, Time: at, Host: host, Sock: sock, Call: name, Step: step}
	}
	back := func(seq, enter int64, at time.Duration, host, sock, name, step string) trace.Event {
		return trace.Event{Seq: seq, Kind: trace.KindReturn, Time: at, Host: host, Sock: sock, Call: name, Step: step, Enter: enter}
	}
	with := func(e trace.Event, change func(*trace.Event)) trace.Event { change(&e); return e }
	bytes := func(text string) func(*trace.Event) {
		return func(e *trace.Event) { e.Bytes, e.Len = []byte(text), len(text) }
	}
	packet := func(seq int64, at time.Duration, host string, p trace.Packet, n int) trace.Event {
		p.Flow = "f"
		return trace.Event{Seq: seq, Kind: trace.KindPacket, Time: at, Host: host, Packet: &p, Len: n}
	}
	again := &trace.Segment{Again: true}
	return []trace.Event{
		call(1, 0, "server", "s1", "accept", "accept"),
		call(2, 1*ms, "client", "s1", "connect", "connect"),
		with(back(3, 2, 41*ms, "client", "s1", "connect", "connect"), func(e *trace.Event) {}),
		with(back(4, 1, 41*ms, "server", "s1", "accept", "accept"), func(e *trace.Event) { e.Result = "s1.1" }),
		{Seq: 5, Kind: trace.KindStdin, Time: 42 * ms, Host: "client", Text: "你好"},
		with(call(6, 43*ms, "client", "s1", "send", "send"), bytes("你好")),
		with(back(7, 6, 43*ms, "client", "s1", "send", "send"), func(e *trace.Event) { e.Result = "6" }),
		packet(8, 43*ms, "client", trace.Packet{Fate: "sent", Link: "client>server", Class: "data", N: 1, Size: 46}, 6),
		packet(9, 43*ms, "client", trace.Packet{Fate: "dropped", Link: "client>server", Class: "data", N: 1, Size: 46, Reason: "drop data:1"}, 6),
		call(10, 44*ms, "client", "s1", "recv", "recv"),
		packet(11, 60*ms, "client", trace.Packet{Fate: "sent", Link: "client>server", Class: "data", N: 2, Size: 46, Segment: again}, 6),
		packet(13, 82*ms, "server", trace.Packet{Fate: "delivered", Link: "client>server", Class: "FIN", N: 3, Size: 40}, 0),
		packet(14, 81*ms, "server", trace.Packet{Fate: "delivered", Link: "client>server", Class: "data", N: 4, Size: 46, Segment: again}, 6), // recorded late
		packet(15, 83*ms, "server", trace.Packet{Fate: "delivered", Link: "client>server", Class: "data", N: 2, Size: 46, Again: true}, 6),
		{Seq: 16, Kind: trace.KindTCP, Time: 84 * ms, Host: "server", TCP: &trace.TCP{State: "CLOSE-WAIT"}},
		with(back(17, 10, 90*ms, "client", "s1", "recv", "recv"), func(e *trace.Event) { bytes("hello")(e); e.Result = "5" }),
		call(18, 91*ms, "client", "s1", "recv", "recv"),
		with(back(19, 18, 95500*time.Microsecond, "client", "s1", "recv", "recv"), func(e *trace.Event) { e.Result, e.End = "0", true }),
		{Seq: 20, Kind: trace.KindStdout, Time: 96 * ms, Host: "client", Text: "received: hello\n"},
		call(21, 97*ms, "client", "s2", "connect", "again"),
		with(back(22, 21, 98*ms, "client", "s2", "connect", "again"), func(e *trace.Event) { e.Errno, e.Err = "ECONNREFUSED", "connection refused" }),
		call(23, 99*ms, "client", "s1", "recv", "recv"),
		with(back(24, 23, 199*ms, "client", "s1", "recv", "recv"), func(e *trace.Event) { e.Err = "timed out" }),
		call(25, 200*ms, "server", "s1.1", "recv", "recv"),
		call(26, 201*ms, "client", "s1", "recv", "recv"),
		with(back(27, 26, 202*ms, "client", "s1", "recv", "recv"), func(e *trace.Event) { e.Errno, e.Err = "EBADF", "the socket is closed" }),
	}
}
