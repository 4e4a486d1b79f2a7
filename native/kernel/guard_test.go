//go:build linux || darwin

package kernel_test

import (
	"errors"
	"testing"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/socket/sockettest"
)

// guarded returns the kernel behind a guard with those rules.
func guarded(t testing.TB, allow ...string) socket.Stack {
	var p guard.Policy
	for _, text := range allow {
		r, err := guard.ParseRule(text)
		check(t, err)
		p.Allow = append(p.Allow, r)
	}
	st := guard.New(kernel.New(), p, guard.Quota{}, nil)
	t.Cleanup(func() { st.Close() })
	return st
}

func openGuarded(t *testing.T) sockettest.Net {
	n := open(t)
	st := guarded(t, "*", "bind=*", "unix=/", "unix=@")
	n.Server, n.Client = st, st
	return n
}

// TestGuardConformance: with rules that allow all, nobody sees the guard.
func TestGuardConformance(t *testing.T) {
	before := descriptors(t)
	t.Run("suite", func(t *testing.T) { sockettest.Run(t, openGuarded) })
	t.Run("nettest", func(t *testing.T) { sockettest.Nettest(t, openGuarded) })
	sameDescriptors(t, before)
}

// TestGuardLessons: the lessons need no rule.
func TestGuardLessons(t *testing.T) {
	behind := lessontest.Net{Name: "guard", Shared: true, Stack: func(t testing.TB, _ string) socket.Stack { return guarded(t) }}
	for _, l := range course.Lessons() {
		t.Run(l.Name, func(t *testing.T) { lessontest.Run(t, l, lessontest.Memory(), behind) })
	}
}

// TestGuardNeverOnAllInterfaces tries, without a rule, what gives a socket an
// address, failing calls too: none is one that other machines reach.
func TestGuardNeverOnAllInterfaces(t *testing.T) {
	ip4, ip6 := socket.Inet("127.0.0.1", 9), socket.Inet("::1", 9)
	for _, tt := range []struct {
		name   string
		family socket.Family
		typ    socket.Type
		call   func(*socket.Socket) error
	}{
		{"sendto", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error { _, err := s.SendTo([]byte("x"), ip4); return err }},
		{"sendto 0.0.0.0", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error { _, err := s.SendTo([]byte("x"), socket.Inet("", 9)); return err }},
		{"sendto broadcast", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error {
			_, err := s.SendTo([]byte("x"), socket.Inet("127.255.255.255", 9))
			return err
		}},
		{"sendto too much", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error { _, err := s.SendTo(make([]byte, 70000), ip4); return err }},
		{"connect", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error { return s.Connect(ip4) }},
		{"connect broadcast", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error { return s.Connect(socket.Inet("127.255.255.255", 9)) }},
		{"send", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error { _, err := s.Send([]byte("x")); return err }},
		{"listen", socket.AF_INET, socket.SOCK_STREAM, func(s *socket.Socket) error { return s.Listen(1) }},
		{"sendto outside", socket.AF_INET, socket.SOCK_DGRAM, func(s *socket.Socket) error {
			_, err := s.SendTo([]byte("x"), socket.Inet("192.0.2.1", 9))
			return err
		}},
		{"IPv6 sendto", socket.AF_INET6, socket.SOCK_DGRAM, func(s *socket.Socket) error { _, err := s.SendTo([]byte("x"), ip6); return err }},
		{"IPv6 sendto mapped", socket.AF_INET6, socket.SOCK_DGRAM, func(s *socket.Socket) error {
			_, err := s.SendTo([]byte("x"), socket.Inet("::ffff:127.0.0.1", 9))
			return err
		}},
		{"IPv6 send", socket.AF_INET6, socket.SOCK_DGRAM, func(s *socket.Socket) error { _, err := s.Send([]byte("x")); return err }},
		{"IPv6 listen", socket.AF_INET6, socket.SOCK_STREAM, func(s *socket.Socket) error { return s.Listen(1) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.family == socket.AF_INET6 && !hasIPv6(kernel.New()) {
				t.Skip("no IPv6")
			}
			s, err := socket.New(guarded(t), tt.family, tt.typ, 0)
			check(t, err)
			failed := tt.call(s)
			name, err := s.GetSockName()
			check(t, err)
			if name.Port != 0 && !name.IP.Unmap().IsLoopback() {
				t.Errorf("it is bound to %s (%v)", name, failed)
			}
			if name.Port == 0 && !errors.Is(failed, socket.EACCES) {
				t.Errorf("it has no address, and the call returned %v", failed)
			}
		})
	}
}
