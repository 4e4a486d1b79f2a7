package bridge

import (
	"encoding/hex"
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/socketlab/socketlab/shared/socket"
)

var calls = []struct {
	name string
	call socket.Call
	wire string
}{
	{"bind", socket.Call{Op: socket.OpBind, Timeout: -1, Addr: socket.Inet("127.0.0.1", 8080)},
		"02000000" + "01" + "047f000001001f90" + "00"},
	{"bind v6", socket.Call{Op: socket.OpBind, Timeout: -1, Addr: socket.Inet("fe80::1%7", 1)},
		"02000000" + "01" + "06fe8000000000000000000000000000010237" + "0001" + "00"},
	{"bind path", socket.Call{Op: socket.OpBind, Timeout: -1, Addr: socket.Unix("/a")},
		"02000000" + "01" + "01042f61" + "00"},
	{"send", socket.Call{Op: socket.OpSend, Timeout: 0, Buf: []byte("你")}, "06000000" + "00" + "00" + "00" + "e4bda0"},
	{"recv", socket.Call{Op: socket.OpRecv, Flags: socket.MSG_PEEK, Timeout: time.Second, Buf: make([]byte, 64)},
		"08010000" + "80a8d6b907" + "00" + "8001"},
	{"setsockopt", socket.Call{Op: socket.OpSetSockOpt, Option: socket.SO_REUSEADDR, Value: 1, Timeout: -1},
		"0d000102" + "01" + "00" + "00"},
}

var sameAddr = cmp.Comparer(func(a, b netip.Addr) bool { return a == b })

func TestCall(t *testing.T) {
	for _, test := range calls {
		t.Run(test.name, func(t *testing.T) {
			b := appendCall(nil, &test.call)
			if diff := cmp.Diff(test.wire, hex.EncodeToString(b)); diff != "" {
				t.Errorf("wire (-want +got):\n%s", diff)
			}
			got, err := parseCall(b)
			if err != nil {
				t.Fatal(err)
			}
			want := request{call: test.call}
			if test.call.Op == socket.OpRecv {
				want.size, want.call.Buf = len(test.call.Buf), nil
			}
			if diff := cmp.Diff(want, got, sameAddr, cmp.AllowUnexported(request{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

var replies = []struct {
	name string
	call socket.Call
	err  error
}{
	{"sent", socket.Call{Op: socket.OpSend, N: 70000}, nil},
	{"received", socket.Call{Op: socket.OpRecv, N: 3, Buf: []byte("abc")}, nil},
	{"cut datagram", socket.Call{Op: socket.OpRecvFrom, N: 3, Got: socket.MSG_TRUNC, Buf: []byte("abc"), Addr: socket.Inet("10.0.0.1", 9)}, nil},
	{"refused", socket.Call{Op: socket.OpConnect}, socket.ECONNREFUSED},
	{"forbidden", socket.Call{Op: socket.OpConnect}, &refusal{socket.EACCES, "only loopback"}},
	{"timed out", socket.Call{Op: socket.OpRecv, Buf: []byte{}}, os.ErrDeadlineExceeded},
	{"closed", socket.Call{Op: socket.OpAccept}, net.ErrClosed},
	{"option", socket.Call{Op: socket.OpGetSockOpt, Value: -1}, nil},
	{"pending", socket.Call{Op: socket.OpGetSockOpt, Pending: socket.ECONNRESET}, nil},
	{"info", socket.Call{Op: socket.OpTCPInfo, Info: &socket.TCPInfo{State: "ESTABLISHED", RTT: time.Millisecond}}, nil},
}

func TestReply(t *testing.T) {
	for _, test := range replies {
		t.Run(test.name, func(t *testing.T) {
			token := [8]byte{1, 2, 3}
			b := appendReply(nil, &test.call, token, test.err)
			got := socket.Call{Op: test.call.Op, Buf: make([]byte, len(test.call.Buf))}
			gotToken, failed, broken := parseReply(b, &got)
			if broken != nil || gotToken != token {
				t.Fatalf("token %v, %v", gotToken, broken)
			}
			if !errors.Is(failed, test.err) && (failed == nil || failed.Error() != test.err.Error()) {
				t.Errorf("error %v, want %v", failed, test.err)
			}
			if socket.ErrnoOf(failed) != socket.ErrnoOf(test.err) {
				t.Errorf("errno %q, want %q", socket.ErrnoOf(failed), socket.ErrnoOf(test.err))
			}
			if diff := cmp.Diff(test.call, got, sameAddr, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzCall(f *testing.F) {
	for _, test := range calls {
		f.Add(appendCall(nil, &test.call))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseCall(b)
		if err == nil && (r.size < 0 || r.size > maxPacket || len(r.call.Buf) > len(b)) {
			t.Errorf("size %d, data %d", r.size, len(r.call.Buf))
		}
	})
}

func FuzzReply(f *testing.F) {
	for _, test := range replies {
		f.Add(byte(test.call.Op), appendReply(nil, &test.call, [8]byte{}, test.err))
	}
	f.Fuzz(func(t *testing.T, op byte, b []byte) {
		c := socket.Call{Op: socket.Op(op), Buf: make([]byte, 8)}
		parseReply(b, &c)
		if len(c.Buf) != 8 {
			t.Errorf("the caller's memory is %d bytes", len(c.Buf))
		}
	})
}

func FuzzBatch(f *testing.F) {
	f.Add(appendBatch(nil, []*socket.Call{{Op: socket.OpBind, Addr: socket.Inet("127.0.0.1", 1)}, {Op: socket.OpGetSockName}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		calls, err := parseBatch(b)
		if err != nil {
			return
		}
		var again []*socket.Call
		for i := range calls {
			again = append(again, &calls[i])
		}
		if _, err := parseBatch(appendBatch(nil, again)); err != nil {
			t.Errorf("a batch that was read is not read again: %v", err)
		}
		parseBatchReply(b, again)
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(append(appendRecordHeader(nil, socket.Inet("::1", 9), 2), "hi"...)[4:])
	f.Add(appendErrorRecord(nil, socket.ECONNREFUSED)[4:])
	f.Fuzz(func(t *testing.T, b []byte) {
		addr, data, failed, broken := parseRecord(b)
		if broken != nil || failed != nil {
			return
		}
		header := appendRecordHeader(nil, addr, len(data))
		if size, err := recordSize(header); err == nil && size != len(header)-4+len(data) {
			t.Errorf("the length is %d, want %d", size, len(header)-4+len(data))
		}
		again, same, _, err := parseRecord(append(header, data...)[4:])
		if err != nil || again != addr || string(same) != string(data) {
			t.Errorf("read back: %v %q %v, want %v %q", again, same, err, addr, data)
		}
	})
}
