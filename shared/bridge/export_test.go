package bridge

import (
	"io"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// Times are a session's that a test can wait for; those that are 0 are as usual.
type Times struct{ Open, Claim, Look, Drain, Stall time.Duration }

// ServeIn is Serve with other times.
func ServeIn(conn io.ReadWriteCloser, st socket.Stack, t Times) error {
	limits := usual()
	for _, other := range []struct {
		from time.Duration
		to   *time.Duration
	}{{t.Open, &limits.open}, {t.Claim, &limits.claim}, {t.Look, &limits.look}, {t.Drain, &limits.drain}, {t.Stall, &limits.stall}} {
		if other.from != 0 {
			*other.to = other.from
		}
	}
	return serve(conn, st, limits)
}

// DrainWithin makes what Close waits one that a test can wait for.
func (st *Stack) DrainWithin(d time.Duration) { st.drain = d }
