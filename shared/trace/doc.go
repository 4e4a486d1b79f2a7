// Package trace records what programs do with their sockets: every call, with
// its bytes, on one timeline.
//
// A Recorder numbers the events of a run and hands them to sinks: lines for
// people (Text), lines of JSON (JSON, ReadJSON), memory (Memory). A Host is one
// program of the run; its Wrap puts a recorder around any socket.Stack:
//
//	var m trace.Memory
//	r := trace.New(trace.Config{Sinks: []trace.Sink{&m, trace.Text(os.Stderr, false)}})
//	defer r.Close()
//	st := r.Host("client").Wrap(kernel.New())
//
// The beginning and the return of a call are separate events, so that a call
// that waits is seen while it waits. Sockets are named s1, s2, … by each host,
// and those that s1 accepts s1.1, s1.2, …. Two runs are the same if their Lanes
// are: what differs by chance, such as how a stream was cut into receives, is
// taken out. When every host waits for another, a state event says so.
//
// The bytes of an event are the program's own buffer while the sinks look at
// it: nothing is copied to record, and only Config.Cap bytes are shown to
// sinks, with a hash of all where there are more.
//
// # Cost
//
// Off, which is a nil *Host, costs nothing: Wrap returns the Stack itself. On,
// with a sink that does nothing (go test -bench Echo; Xeon at 2.5 GHz, Go 1.26):
//
//	one send and one recv       bare     recorded   with the lesson's step
//	64 B                       16 ns       0.5 µs                   1.5 µs
//	64 KiB                    3.1 µs        18 µs                    19 µs
//
// So a call costs 0.25 µs more and allocates nothing; one of 64 KiB costs 7 µs
// more, for its hash, and allocates the 16 bytes of it. Finding the step costs
// a walk over the callers, 0.5 µs a call. Hosts share one lock.
package trace
