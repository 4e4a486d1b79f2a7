package socket

// On some Stacks each call is a round trip to another machine. Those have these
// abilities beside Stack's and Handle's; Dial, Listen and ListenPacket ask for
// them. Programs that make the calls themselves see each one happen.

// A Starter is a Stack that need not be waited for: Start is Socket, but a
// failure is told by the socket's first call.
type Starter interface {
	Start(f Family, t Type, proto int) (Handle, error)
}

// A Batcher is a Handle that performs several calls in one round trip, in
// order, until one fails. A setsockopt that fails does not end it: it only
// adjusts. The error is the first other call's that failed.
type Batcher interface {
	Batch(calls ...*Call) error
}

// A Splicer is a Handle whose bytes can move on their own, without a round trip
// for each send and recv. After Splice a send succeeds once its bytes are on
// their way, and its failure is a later call's. It is called at most once,
// before the first send or recv; those then take no flags.
type Splicer interface {
	Splice()
}

// start creates a socket for an adapter, which makes calls on it at once.
func start(st Stack, f Family, t Type) (*Socket, error) {
	st2, ok := st.(Starter)
	if !ok {
		return New(st, f, t, 0)
	}
	h, err := st2.Start(f, t, 0)
	if err != nil {
		return nil, opError(OpSocket, Addr{}, err)
	}
	return newSocket(st, h, f, t, 0), nil
}

// batch performs calls as Batcher does.
func (s *Socket) batch(calls ...*Call) error {
	if b, ok := s.handle.(Batcher); ok {
		return b.Batch(calls...)
	}
	for _, c := range calls {
		if err := s.handle.Do(c); err != nil && c.Op != OpSetSockOpt {
			return err
		}
	}
	return nil
}

// splice lets the bytes of an adapter's socket move on their own.
func (s *Socket) splice() {
	if h, ok := s.handle.(Splicer); ok {
		h.Splice()
	}
}
