package sockettest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/socketlab/socketlab/shared/socket"
)

// short is the timeout of a call that is expected to wait in vain.
const short = 50 * time.Millisecond

// An env is the network of one case, and the steps that cases share. Its
// methods that fail the case belong to the case's own goroutine.
type env struct {
	*testing.T
	Net
	expired atomic.Bool // the watchdog has barked
	paths   int         // AF_UNIX paths given out
}

// linux reports whether Linux's rules hold.
func (e *env) linux() bool { return e.System == "linux" }

// must ends the case if a step that leads up to its point fails.
func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// equal compares values, addresses among them.
func (e *env) equal(what string, want, got any) {
	e.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		e.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// fails checks that err is one of the wanted ones.
func (e *env) fails(what string, err error, wants ...error) {
	e.Helper()
	for _, want := range wants {
		if errors.Is(err, want) {
			return
		}
	}
	e.Errorf("%s: got error %v, want one of %v", what, err, wants)
}

// timesOut checks that err is the error of a timeout, as both Go and Python
// programs know it: no system error, but a net.Error.
func (e *env) timesOut(what string, err error) {
	e.Helper()
	e.fails(what, err, os.ErrDeadlineExceeded)
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		e.Errorf("%s: %v (%T) is no net.Error with Timeout", what, err, err)
	}
	e.equal(what+": errno", socket.Errno(""), socket.ErrnoOf(err))
}

// async runs f beside the case; the returned function waits for what it returns.
func async[T any](f func() (T, error)) func() (T, error) {
	var value T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		value, err = f()
	}()
	return func() (T, error) { <-done; return value, err }
}

// begin is async for what returns only an error.
func begin(f func() error) func() error {
	wait := async(func() (struct{}, error) { return struct{}{}, f() })
	return func() error { _, err := wait(); return err }
}

// settle gives calls just started beside the case the time to begin to wait.
// No case needs it to pass; without it a case may miss what it is after.
func (e *env) settle() {
	e.Helper()
	s := e.udp(e.Server)
	defer s.Close()
	e.bind(s, e.ServerIP)
	s.SetTimeout(short / 2)
	s.Recv(1)
}

// until repeats an attempt that does not wait until it reports true.
func (e *env) until(what string, attempt func() bool) {
	e.Helper()
	for !attempt() {
		if e.expired.Load() {
			e.Fatalf("%s did not happen", what)
		}
		e.settle()
	}
}

// needsStreams skips the rest of a case on a network that has no stream sockets.
func (e *env) needsStreams() {
	e.Helper()
	if e.NoStreams != "" {
		e.Skip(e.NoStreams)
	}
}

func (e *env) socket(st socket.Stack, f socket.Family, t socket.Type) *socket.Socket {
	e.Helper()
	if t == socket.SOCK_STREAM {
		e.needsStreams()
	}
	s, err := socket.New(st, f, t, 0)
	e.must(err)
	return s
}

func (e *env) tcp(st socket.Stack) *socket.Socket {
	e.Helper()
	return e.socket(st, socket.AF_INET, socket.SOCK_STREAM)
}

func (e *env) udp(st socket.Stack) *socket.Socket {
	e.Helper()
	return e.socket(st, socket.AF_INET, socket.SOCK_DGRAM)
}

// bind binds s to ip and an ephemeral port, and returns the address.
func (e *env) bind(s *socket.Socket, ip netip.Addr) socket.Addr {
	e.Helper()
	e.must(s.Bind(socket.Addr{IP: ip}))
	return e.name(s)
}

// name returns the socket's own address.
func (e *env) name(s *socket.Socket) socket.Addr {
	e.Helper()
	a, err := s.GetSockName()
	e.must(err)
	return a
}

// path returns an AF_UNIX address that is not in use.
func (e *env) path() socket.Addr {
	e.Helper()
	if e.TempDir == "" {
		e.Skip("the network has no AF_UNIX")
	}
	for {
		e.paths++
		path := filepath.Join(e.TempDir, fmt.Sprintf("s%d", e.paths))
		if _, err := os.Lstat(path); err != nil {
			return socket.Unix(path)
		}
	}
}
