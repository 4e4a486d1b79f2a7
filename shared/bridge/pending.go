package bridge

import "github.com/socketlab/socketlab/shared/socket"

// A pending is a request that has no reply yet.
type pending struct {
	call  *socket.Call
	batch []*socket.Call // instead of call
	opens bool           // the socket: when it fails, so does every other
	ends  bool           // the socket: nothing comes after it
	token [8]byte
	err   error
	done  chan struct{}
}

// request sends a request and waits for its reply.
func (r *remote) request(kind byte, c *socket.Call, body func([]byte) []byte) error {
	p := &pending{call: c}
	if err := r.send(kind, p, body); err != nil {
		return err
	}
	<-p.done
	if p.err == nil && c.Op == socket.OpAccept {
		return r.attach(c, p.token)
	}
	return p.err
}

// send sends a request.
func (r *remote) send(kind byte, p *pending, body func([]byte) []byte) error {
	p.done = make(chan struct{})
	r.mu.Lock()
	if r.ended != nil {
		r.mu.Unlock()
		return r.ended
	}
	r.next++
	id := r.next
	r.pending[id] = p
	r.mu.Unlock()
	if err := r.out.write(kind, id, body); err != nil {
		r.fail(r.stack.gone())
	}
	return nil
}

// reply gives a reply to who waits for it. Nobody may: the socket was closed.
func (r *remote) reply(f frame) (ended bool, broken error) {
	r.mu.Lock()
	defer r.mu.Unlock() // so that after fail nobody writes to a call's memory
	p, ok := r.pending[f.id]
	if !ok {
		return false, nil
	}
	if p.batch != nil {
		p.err, broken = parseBatchReply(f.body, p.batch)
	} else {
		p.token, p.err, broken = parseReply(f.body, p.call)
	}
	if broken != nil {
		return false, broken
	}
	delete(r.pending, f.id)
	if p.opens && p.err != nil {
		r.failAll(p.err)
	} else {
		r.answered.Store(true)
	}
	close(p.done)
	return p.ends, nil
}

// fail ends every request that is pending, and every later one.
func (r *remote) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failAll(err)
}

func (r *remote) failAll(err error) {
	if r.ended == nil {
		r.ended = err
	}
	for id, p := range r.pending {
		p.err = err
		delete(r.pending, id)
		close(p.done)
	}
}
