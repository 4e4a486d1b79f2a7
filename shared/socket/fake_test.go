package socket_test

import (
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

type fakeHandle struct{ st *fake }

func (h fakeHandle) Do(c *socket.Call) error {
	var err error
	if h.st.answer != nil {
		err = h.st.answer(c)
	}
	h.st.calls = append(h.st.calls, *c)
	return err
}

func (h fakeHandle) SetDeadline(read, write *time.Time) error { return nil }

// Now is the time of a network that counts an hour a call.
func (h fakeHandle) Now() time.Time {
	return time.Unix(0, 0).Add(time.Duration(len(h.st.calls)) * time.Hour)
}

func (h fakeHandle) Close() error { h.st.closed++; return nil }
