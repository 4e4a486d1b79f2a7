package socket_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/socketlab/socketlab/shared/socket"
)

// byValue lets cmp compare IP addresses.
var byValue = cmpopts.EquateComparable(netip.Addr{})

func ip(s string) netip.Addr { return netip.MustParseAddr(s) }

func TestParseAddr(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want socket.Addr
	}{
		{"localhost:8080", socket.Addr{Host: "localhost", Port: 8080}},
		{"127.0.0.1:8080", socket.Addr{IP: ip("127.0.0.1"), Port: 8080}},
		{":9090", socket.Addr{Port: 9090}},
		{"[::1]:80", socket.Addr{IP: ip("::1"), Port: 80}},
		{"[fe80::1%2]:80", socket.Addr{IP: ip("fe80::1%2"), Port: 80}},
		{"<broadcast>:5000", socket.Addr{IP: ip("255.255.255.255"), Port: 5000}},
		{"h:0", socket.Addr{Host: "h"}},
		{"h:65535", socket.Addr{Host: "h", Port: 65535}},
		{"/tmp/s", socket.Addr{Path: "/tmp/s"}},
		{"./s:80", socket.Addr{Path: "./s:80"}},
		{"@name", socket.Addr{Path: "@name"}},
	} {
		got, err := socket.ParseAddr(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
		}
		if diff := cmp.Diff(tt.want, got, byValue); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestParseAddrErrors(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", "write host:port"},
		{"localhost", "write host:port"},
		{"::1:80", "write host:port"},
		{"h:", "number from 0 to 65535"},
		{"h:http", "number from 0 to 65535"},
		{"h:65536", "number from 0 to 65535"},
		{"h:-1", "number from 0 to 65535"},
	} {
		a, err := socket.ParseAddr(tt.in)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: address %v, error %v; want an error with %q", tt.in, a, err, tt.want)
		}
	}
}

// What String writes, ParseAddr reads. Only the address of no host and port 0
// is no address to String.
func FuzzParseAddr(f *testing.F) {
	for _, s := range []string{"localhost:8080", ":80", "[::1]:8", "[fe80::1%eth0]:1", "/a/b", "@x", "1.2.3.4:65535",
		"<broadcast>:1", "[::ffff:1.2.3.4]:5", "h:+1", ":0", "\x00a/b", "[@]:0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := socket.ParseAddr(s)
		if err != nil || a.IsZero() {
			return
		}
		if a.Port < 0 || a.Port > 65535 {
			t.Errorf("%q: port %d", s, a.Port)
		}
		again, err := socket.ParseAddr(a.String())
		if err != nil || again != a {
			t.Errorf("%q is %#v, written %q, read again as %#v, %v", s, a, a, again, err)
		}
	})
}

func TestAddrText(t *testing.T) {
	for _, tt := range []struct {
		name, text, tuple string
		addr              socket.Addr
	}{
		{"IPv4", "127.0.0.1:8080", "('127.0.0.1', 8080)", socket.Inet("127.0.0.1", 8080)},
		{"IPv6", "[::1]:8080", "('::1', 8080, 0, 0)", socket.Inet("::1", 8080)},
		{"scoped", "[fe80::1%3]:80", "('fe80::1', 80, 0, 3)", socket.Inet("fe80::1%3", 80)},
		{"name", "localhost:80", "('localhost', 80)", socket.Inet("localhost", 80)},
		{"all", ":80", "('', 80)", socket.Inet("", 80)},
		{"broadcast", "255.255.255.255:1", "('255.255.255.255', 1)", socket.Inet("<broadcast>", 1)},
		{"path", "/tmp/s", "'/tmp/s'", socket.Unix("/tmp/s")},
		{"abstract", "@s", "'@s'", socket.Unix("\x00s")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.text, tt.addr.String()); diff != "" {
				t.Errorf("String (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.tuple, tt.addr.Tuple()); diff != "" {
				t.Errorf("Tuple (-want +got):\n%s", diff)
			}
			if tt.addr.IsZero() {
				t.Error("IsZero")
			}
		})
	}
	if !(socket.Addr{}).IsZero() {
		t.Error("the zero Addr is not IsZero")
	}
}

func TestAddrPort(t *testing.T) {
	want := netip.MustParseAddrPort("192.0.2.1:53")
	if got := socket.FromAddrPort(want).AddrPort(); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := socket.Inet("localhost", 80).AddrPort(); got.IsValid() {
		t.Errorf("a name's AddrPort is %v, want an invalid one", got)
	}
}

// TestResolve looks at the address that reaches the driver.
func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		name   string
		family socket.Family
		in     socket.Addr
		want   string
		err    error
	}{
		{"IP", socket.AF_INET, socket.Inet("192.0.2.9", 1), "192.0.2.9:1", nil},
		{"empty", socket.AF_INET, socket.Inet("", 1), "0.0.0.0:1", nil},
		{"empty 6", socket.AF_INET6, socket.Inet("", 1), "[::]:1", nil},
		{"name", socket.AF_INET, socket.Inet("both", 1), "192.0.2.1:1", nil},
		{"name 6", socket.AF_INET6, socket.Inet("both", 1), "[2001:db8::1]:1", nil},
		{"mapped", socket.AF_INET, socket.Inet("mapped", 1), "192.0.2.2:1", nil},
		{"localhost", socket.AF_INET, socket.Inet("localhost", 1), "127.0.0.1:1", nil},
		{"localhost 6", socket.AF_INET6, socket.Inet("LocalHost.", 1), "[::1]:1", nil},
		{"below localhost", socket.AF_INET, socket.Inet("a.localhost", 1), "127.0.0.1:1", nil},
		{"path", socket.AF_UNIX, socket.Unix("/s"), "/s", nil},
		{"no address of the family", socket.AF_INET, socket.Inet("six", 1), "", errNotFound},
		{"no such name", socket.AF_INET, socket.Inet("nobody", 1), "", errNotFound},
		{"IPv6 for IPv4", socket.AF_INET, socket.Inet("::1", 1), "", socket.EAFNOSUPPORT},
		{"IPv4 for IPv6", socket.AF_INET6, socket.Inet("127.0.0.1", 1), "", socket.EAFNOSUPPORT},
		{"path for IPv4", socket.AF_INET, socket.Unix("/s"), "", socket.EAFNOSUPPORT},
		{"host for a path", socket.AF_UNIX, socket.Inet("h", 1), "", socket.EINVAL},
		{"port too high", socket.AF_INET, socket.Inet("both", 65536), "", socket.EINVAL},
		{"port too low", socket.AF_INET, socket.Inet("", -1), "", socket.EINVAL},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := &fake{hosts: map[string][]netip.Addr{
				"both": {ip("2001:db8::1"), ip("192.0.2.1")}, "mapped": {ip("::ffff:192.0.2.2")}, "six": {ip("2001:db8::2")},
			}}
			s, err := socket.New(st, tt.family, socket.SOCK_STREAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range []func(socket.Addr) error{s.Bind, s.Connect} {
				st.calls = nil
				if err := call(tt.in); !matches(err, tt.err) {
					t.Errorf("got error %v, want %v", err, tt.err)
				}
				got := ""
				if len(st.calls) > 0 {
					got = st.calls[0].Addr.String()
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

// errNotFound stands for a *net.DNSError that says so.
var errNotFound = errors.New("not found")

func matches(err, want error) bool {
	var dns *net.DNSError
	if want == errNotFound {
		return errors.As(err, &dns) && dns.IsNotFound
	}
	return errors.Is(err, want)
}

// fake is a Stack with one socket, which records its calls and answers as told.
type fake struct {
	hosts  map[string][]netip.Addr
	answer func(*socket.Call) error // nil: success
	calls  []socket.Call
	closed int
}

func (f *fake) Socket(socket.Family, socket.Type, int) (socket.Handle, error) {
	return fakeHandle{f}, nil
}

func (f *fake) Resolve(_ context.Context, host string) ([]netip.Addr, error) {
	if ips, ok := f.hosts[host]; ok {
		return ips, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

func (f *fake) Close() error { return nil }
