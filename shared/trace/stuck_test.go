package trace

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/socket"
)

// inBubble runs f on a recorder that waits 2 s, then lets a minute pass and
// returns the states that were told.
func inBubble(t *testing.T, f func(r *Recorder, net *fakeNet)) (states []Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var m Memory
		r := New(Config{Sinks: []Sink{&m}})
		net := newFake(40000)
		f(r, net)
		time.Sleep(time.Minute)
		net.Close()
		synctest.Wait()
		r.Close()
		for _, e := range m.Events() {
			if e.Kind == KindState {
				states = append(states, e)
			}
		}
	})
	return states
}

// connected is an echo client and server that are connected.
func connected(r *Recorder, net *fakeNet) (c, conn *socket.Socket) {
	l := listen(r.Host("server").Wrap(net))
	c = dial(r.Host("client").Wrap(net))
	return c, accept(l)
}

// TestStuck is the echo client that sends an empty line: both sides receive.
func TestStuck(t *testing.T) {
	states := inBubble(t, func(r *Recorder, net *fakeNet) {
		c, conn := connected(r, net)
		time.Sleep(time.Second)
		go conn.Recv(1024)
		c.Send(nil)
		go c.Recv(1024)
	})
	want := []Event{{
		Seq: states[0].Seq, Kind: KindState, Time: 3 * time.Second, Clock: "wall", Call: "stuck",
		Text: bothRecv,
	}}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
}

const bothRecv = "both sides are in recv: server s1.1 and client s1 each wait for the other; nothing will arrive"

func TestStuckTexts(t *testing.T) {
	tests := []struct {
		name string
		run  func(r *Recorder, net *fakeNet)
		want []string
	}{
		{"accept and recv", func(r *Recorder, net *fakeNet) {
			l := listen(r.Host("server").Wrap(net))
			c := dial(r.Host("client").Wrap(net))
			l.Accept()
			go l.Accept()
			go c.Recv(1)
		}, []string{"server s1 is in accept and client s1 is in recv: each waits for the other; nothing will arrive"}},
		{"three hosts", func(r *Recorder, net *fakeNet) {
			c, conn := connected(r, net)
			go c.Recv(1)
			go conn.Recv(1)
			go datagram(r.Host("third").Wrap(net)).RecvFrom(1)
		}, []string{"every host waits: server s1.1 in recv, client s1 in recv, third s1 in recvfrom; nothing will arrive"}},
		{"twice, after something happened", func(r *Recorder, net *fakeNet) {
			c, conn := connected(r, net)
			go conn.Recv(1)
			go c.Recv(1)
			time.Sleep(10 * time.Second)
			r.Host("client").Stdout("still here")
		}, []string{bothRecv, bothRecv}},
		{"everybody in accept", func(r *Recorder, net *fakeNet) {
			go listen(r.Host("server").Wrap(net)).Accept()
			synctest.Wait()
			second := stream(r.Host("second").Wrap(net))
			second.Bind(socket.Inet("127.0.0.1", 9090))
			second.Listen(1)
			go second.Accept()
		}, nil},
		{"one host", func(r *Recorder, net *fakeNet) {
			go datagram(r.Host("server").Wrap(net)).RecvFrom(1)
		}, nil},
		{"a host that computes", func(r *Recorder, net *fakeNet) {
			_, conn := connected(r, net)
			go conn.Recv(1)
		}, nil},
		{"a host that has exited", func(r *Recorder, net *fakeNet) {
			c, conn := connected(r, net)
			r.Host("third").Wrap(net)
			go conn.Recv(1)
			go c.Recv(1)
			time.Sleep(10 * time.Second)
			r.Host("third").Exit()
		}, []string{bothRecv}},
		{"a timeout", func(r *Recorder, net *fakeNet) {
			c, conn := connected(r, net)
			conn.SetTimeout(time.Hour)
			go conn.Recv(1)
			go c.Recv(1)
		}, nil},
		{"waiting for the user", func(r *Recorder, net *fakeNet) {
			c, conn := connected(r, net)
			go conn.Recv(1)
			go c.Recv(1)
			r.Host("client").WaitStdin()
		}, nil},
		{"busy for a while", func(r *Recorder, net *fakeNet) {
			c, conn := connected(r, net)
			go conn.Recv(1)
			go c.Recv(1)
			done := r.Host("client").Busy()
			time.Sleep(10 * time.Second)
			done()
			done()
		}, []string{bothRecv}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, e := range inBubble(t, test.run) {
				got = append(got, e.Text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestStuckDeadline has a deadline instead of a timeout, as package net does.
func TestStuckDeadline(t *testing.T) {
	states := inBubble(t, func(r *Recorder, net *fakeNet) {
		h := &handle{inner: must(net.Socket(socket.AF_INET, socket.SOCK_DGRAM, 0)), host: r.Host("server"), name: "s1"}
		h.host.Wrap(net)
		soon := time.Now().Add(time.Hour)
		h.SetDeadline(&soon, nil)
		go h.Do(&socket.Call{Op: socket.OpRecv, Timeout: -1, Buf: make([]byte, 1)})
		go datagram(r.Host("client").Wrap(net)).RecvFrom(1)
	})
	if len(states) > 0 {
		t.Errorf("told %q, though a deadline will end it", states[0].Text)
	}
}
