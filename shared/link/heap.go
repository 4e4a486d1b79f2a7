package link

import "time"

// An event is something that a Scheduler does at a time: a packet leaves the
// wire or arrives, or something else happens.
type event struct {
	at      time.Duration
	order   int64 // of those at the same time
	link    *Link
	parcel  *parcel
	arrives bool
	turn    bool // it has its instant
	do      func()
}

func (e *event) before(f *event) bool {
	switch {
	case e.at != f.at:
		return e.at < f.at
	case e.turn != f.turn: // arrivals are last, whenever their turn was given
		return f.turn
	}
	return e.order < f.order
}

// A heap is a binary heap of events: the first is the earliest.
type heap []event

func (h *heap) push(e event) {
	*h = append(*h, e)
	a := *h
	for i := len(a) - 1; i > 0; {
		up := (i - 1) / 2
		if a[up].before(&a[i]) {
			break
		}
		a[i], a[up] = a[up], a[i]
		i = up
	}
}

func (h *heap) pop() event {
	a := *h
	first := a[0]
	last := len(a) - 1
	a[0] = a[last]
	a[last] = event{}
	*h = a[:last]
	h.sink()
	return first
}

// sink puts the first event, which may be later than others now, where it belongs.
func (h *heap) sink() {
	a := *h
	for i := 0; ; {
		least := i
		for down := 2*i + 1; down <= 2*i+2 && down < len(a); down++ {
			if a[down].before(&a[least]) {
				least = down
			}
		}
		if least == i {
			return
		}
		a[i], a[least] = a[least], a[i]
		i = least
	}
}
