package trace

// sockID names a socket of a run.
type sockID struct{ host, name string }

// A sock is what a run's events tell of a socket.
type sock struct {
	id     sockID
	typ    string // SOCK_STREAM
	parent *sock  // of an accepted socket, the listener
	locals []string
	peer   string // of an accepted socket
}

// datagrams reports whether what is sent keeps its boundaries.
func (s *sock) datagrams() bool { return s.typ != "SOCK_STREAM" }

// sockets is a run's sockets.
type sockets struct {
	byID  map[sockID]*sock
	order []*sock        // as they were created
	links map[string]int // accepted sockets and datagram peers, by host
	met   map[link]bool  // datagram peers
}

// A link is a datagram socket and a peer of it.
type link struct {
	id   sockID
	peer string
}

// newSockets reads what events tell of sockets.
func newSockets(events []Event) *sockets {
	r := &sockets{byID: make(map[sockID]*sock), links: make(map[string]int), met: make(map[link]bool)}
	types := make(map[int64]string) // by Seq of the enter of socket()
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == KindEnter && e.Call == "socket":
			types[e.Seq] = e.Arg("type")
		case e.Kind == KindEnter && e.Call == "sendto":
			r.meet(e, e.Arg("addr"))
		case e.Kind == KindReturn:
			r.returned(e, types[e.Enter])
		}
	}
	return r
}

func (r *sockets) returned(e *Event, typ string) {
	id := sockID{e.Host, e.Sock}
	switch e.Call {
	case "socket":
		if e.Sock != "" {
			r.get(id).typ = typ
		}
		return
	case "accept":
		if e.Result == "" {
			return
		}
		parent, child := r.get(id), r.get(sockID{e.Host, e.Result})
		child.parent, child.typ, child.peer = parent, parent.typ, e.Peer
		r.links[e.Host]++
		if e.Local != "" {
			child.locals = append(child.locals, e.Local)
		}
		return
	case "recvfrom":
		r.meet(e, e.Peer)
	}
	if e.Local != "" {
		s := r.get(id)
		s.locals = append(s.locals, e.Local)
	}
}

// meet notes a peer of a datagram socket.
func (r *sockets) meet(e *Event, peer string) {
	id := sockID{e.Host, e.Sock}
	if peer == "" || !r.get(id).datagrams() {
		return
	}
	if !r.met[link{id, peer}] {
		r.met[link{id, peer}] = true
		r.links[e.Host]++
	}
}

// get returns the socket; one whose creation was not recorded is a stream.
func (r *sockets) get(id sockID) *sock {
	s, ok := r.byID[id]
	if !ok {
		s = &sock{id: id, typ: "SOCK_STREAM"}
		r.byID[id] = s
		r.order = append(r.order, s)
	}
	return s
}

// datagrams reports whether an event's socket keeps boundaries.
func (r *sockets) datagrams(e *Event) bool {
	s, ok := r.byID[sockID{e.Host, e.Sock}]
	return ok && s.datagrams()
}
