package socket_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

func newFake(t *testing.T, answer func(*socket.Call) error) (*socket.Socket, *fake) {
	t.Helper()
	st := &fake{answer: answer}
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, st
}

// TestTimeoutInCalls: a socket's timeout goes with each call that begins.
func TestTimeoutInCalls(t *testing.T) {
	s, st := newFake(t, nil)
	for _, tt := range []struct{ set, want time.Duration }{
		{socket.NoTimeout, socket.NoTimeout}, {-time.Hour, socket.NoTimeout}, {0, 0}, {time.Second, time.Second},
	} {
		s.SetTimeout(tt.set)
		s.RecvInto(make([]byte, 1))
		s.SendTo(nil, socket.Inet("127.0.0.1", 1))
		s.Accept()
		for _, c := range st.calls {
			if diff := cmp.Diff(tt.want, c.Timeout); diff != "" {
				t.Errorf("%s after SetTimeout(%v) (-want +got):\n%s", c.Op, tt.set, diff)
			}
		}
		st.calls = nil
	}
}

// TestSendAll: with a timeout it loops over partial sends, within the one time,
// which is the network's.
func TestSendAll(t *testing.T) {
	s, st := newFake(t, func(c *socket.Call) error { c.N = min(3, len(c.Buf)); return nil })
	s.SetTimeout(10 * time.Hour)
	if err := s.SendAll([]byte("0123456789")); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range st.calls {
		got = append(got, fmt.Sprintf("%s %v", c.Buf, c.Timeout))
	}
	want := []string{"0123456789 10h0m0s", "3456789 9h0m0s", "6789 8h0m0s", "9 7h0m0s"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	s, st = newFake(t, func(c *socket.Call) error { c.N = 1; return nil })
	s.SetTimeout(2 * time.Hour)
	if err := s.SendAll(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got error %v, want a timeout", err)
	}
	if len(st.calls) != 2 {
		t.Errorf("%d calls in 2 hours, want 2", len(st.calls))
	}
}

// TestWaitAll: MSG_WAITALL collects, up to the end; what was received before a
// failure is returned, and the failure comes with the next call.
func TestWaitAll(t *testing.T) {
	for _, tt := range []struct {
		name  string
		parts []string // "" ends the stream
		err   error    // after the parts
		want  string
		fails bool
	}{
		{"full", []string{"ab", "cd", "e"}, nil, "abcde", false},
		{"end", []string{"ab", ""}, nil, "ab", false},
		{"failure later", []string{"ab"}, socket.ECONNRESET, "ab", false},
		{"failure first", nil, socket.ECONNRESET, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts := tt.parts
			s, st := newFake(t, func(c *socket.Call) error {
				if len(parts) == 0 {
					return tt.err
				}
				c.N = copy(c.Buf, parts[0])
				parts = parts[1:]
				return nil
			})
			got, err := s.Recv(5, socket.MSG_WAITALL)
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			if f := st.calls[0].Flags; f != 0 {
				t.Errorf("the driver was given %s: waiting for all is done above it", f)
			}
		})
	}
}

// TestRecvSizes: a negative size is EINVAL; with MSG_TRUNC the count may exceed
// the buffer, the slice may not.
func TestRecvSizes(t *testing.T) {
	s, st := newFake(t, func(c *socket.Call) error { c.N = 10; return nil })
	_, err := s.Recv(-1)
	_, _, err2 := s.RecvFrom(-1)
	if !errors.Is(err, socket.EINVAL) || !errors.Is(err2, syscall.EINVAL) || len(st.calls) != 0 {
		t.Errorf("negative sizes: errors %v, %v, %d calls", err, err2, len(st.calls))
	}
	b, err := s.Recv(4, socket.MSG_TRUNC)
	if err != nil || len(b) != 4 {
		t.Errorf("%d bytes, error %v", len(b), err)
	}
	if n, err := s.RecvInto(make([]byte, 4), socket.MSG_TRUNC); n != 10 || err != nil {
		t.Errorf("count %d, error %v", n, err)
	}
}

func TestConnectEx(t *testing.T) {
	for _, tt := range []struct {
		answer error
		want   socket.Errno
	}{{nil, ""}, {socket.ECONNREFUSED, socket.ECONNREFUSED}, {os.ErrDeadlineExceeded, socket.EAGAIN}} {
		s, _ := newFake(t, func(*socket.Call) error { return tt.answer })
		got, err := s.ConnectEx(socket.Inet("127.0.0.1", 1))
		if diff := cmp.Diff(string(tt.want), string(got)); diff != "" || err != nil {
			t.Errorf("error %v (-want +got):\n%s", err, diff)
		}
	}
	s, _ := newFake(t, nil)
	if got, err := s.ConnectEx(socket.Inet("nobody", 1)); err == nil {
		t.Errorf("an unknown name is the value %q, want an error", got)
	}
}

func pack(values ...int32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.NativeEndian.AppendUint32(b, uint32(v))
	}
	return b
}

// TestOptionBytes: what C has in memory, in native byte order.
func TestOptionBytes(t *testing.T) {
	for _, tt := range []struct {
		name  string
		opt   socket.Option
		value int
		bytes []byte
	}{
		{"int", socket.SO_RCVBUF, 65536, pack(65536)},
		{"negative int", socket.SO_RCVBUF, -2, pack(-2)},
		{"linger off", socket.SO_LINGER, -1, pack(0, 0)},
		{"linger reset", socket.SO_LINGER, 0, pack(1, 0)},
		{"linger", socket.SO_LINGER, 7, pack(1, 7)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, st := newFake(t, func(c *socket.Call) error {
				if c.Op == socket.OpGetSockOpt {
					c.Value = tt.value
				}
				return nil
			})
			if err := s.SetSockOptBytes(socket.SOL_SOCKET, tt.opt, tt.bytes); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.value, st.calls[0].Value); diff != "" {
				t.Errorf("set (-want +got):\n%s", diff)
			}
			for _, size := range []int{1, 4, 1024} {
				b, err := s.GetSockOptBytes(socket.SOL_SOCKET, tt.opt, size)
				if diff := cmp.Diff(tt.bytes[:min(size, len(tt.bytes))], b); diff != "" || err != nil {
					t.Errorf("get %d, error %v (-want +got):\n%s", size, err, diff)
				}
			}
		})
	}
}

// TestBadOptionBytes: what is no option's bytes does not reach the driver.
func TestBadOptionBytes(t *testing.T) {
	s, st := newFake(t, nil)
	for _, b := range [][]byte{nil, {1}, pack(1, 2), pack(1, 2, 3)} {
		if err := s.SetSockOptBytes(socket.SOL_SOCKET, socket.SO_RCVBUF, b); !errors.Is(err, socket.EINVAL) {
			t.Errorf("%d bytes: got error %v, want EINVAL", len(b), err)
		}
	}
	if err := s.SetSockOptBytes(socket.SOL_SOCKET, socket.SO_LINGER, pack(1)); !errors.Is(err, socket.EINVAL) {
		t.Errorf("4 bytes of SO_LINGER: got error %v, want EINVAL", err)
	}
	if err := s.SetSockOpt(socket.SOL_TCP, socket.SO_RCVBUF, 1); !errors.Is(err, socket.ENOPROTOOPT) {
		t.Errorf("wrong level: got error %v, want ENOPROTOOPT", err)
	}
	if len(st.calls) != 0 {
		t.Errorf("%d calls reached the driver", len(st.calls))
	}
}

// TestErrorAddr: an error names the call's address, or the peer that is known.
func TestErrorAddr(t *testing.T) {
	s, _ := newFake(t, func(c *socket.Call) error {
		if c.Op == socket.OpSend {
			return socket.EPIPE
		}
		return nil
	})
	if err := s.Connect(socket.FromAddrPort(netip.MustParseAddrPort("192.0.2.1:9"))); err != nil {
		t.Fatal(err)
	}
	_, err := s.Send([]byte("x"))
	if diff := cmp.Diff("send 192.0.2.1:9: broken pipe (EPIPE)", err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := s.Fileno(); n != -1 {
		t.Errorf("fileno of a socket without descriptor is %d", n)
	}
}
