package guard_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

// TestParseRule reads every form; String writes the plainest.
func TestParseRule(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.1": "10.0.0.1", "10.0.0.1:80": "10.0.0.1:80", "10.0.0.1:*": "10.0.0.1", "10.0.0.1:0-65535": "10.0.0.1",
		"10.0.0.1:8000-9000": "10.0.0.1:8000-9000", "10.0.0.1:7-7": "10.0.0.1:7", "10.0.0.1:0": "10.0.0.1:0",
		"10.0.0.0/8": "10.0.0.0/8", "10.0.0.0/8:80": "10.0.0.0/8:80", "10.0.0.1/32": "10.0.0.1", "0.0.0.0/0": "0.0.0.0/0",
		"[::1]": "[::1]", "[::1]:80": "[::1]:80", "[2001:DB8::]:1-2": "[2001:db8::]:1-2", "[2001:db8::/32]:443": "[2001:db8::/32]:443",
		"[::ffff:10.0.0.1]:80": "10.0.0.1:80",
		"*":                    "*", "*:443": "*:443", "loopback": "loopback", "Loopback:22": "loopback:22", "localhost:22": "loopback:22",
		"nas.Local": "nas.local", "nas.local.:80": "nas.local:80", "my_host-2:1": "my_host-2:1",
		"connect=10.0.0.1:80": "connect=10.0.0.1:80", "send=*": "send=*", "bind=0.0.0.0:8000-8100": "bind=0.0.0.0:8000-8100",
		"bind=[::]": "bind=[::]", "bind=*": "bind=*",
		"unix=/run/lab/": "unix=/run/lab/", "unix=/run/a.sock": "unix=/run/a.sock", "unix=/": "unix=/", "unix=@": "unix=@", "unix=@a=b": "unix=@a=b",
	} {
		r, err := guard.ParseRule(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, r.String()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestParseRuleErrors: each says what is wrong and how to write it.
func TestParseRuleErrors(t *testing.T) {
	for text, want := range map[string]string{
		"": "write an IP address", ":80": "write an IP address", "bind=": "write an IP address", "a..b": "write an IP address",
		"10.0.0": "write an IP address", "10.0.0.256": "write an IP address", "host.0x7f": "write an IP address", "ho st": "write an IP address",
		"例.cn": "write an IP address", strings.Repeat("a", 254): "write an IP address", "**": "write an IP address",
		"::1": "in brackets", "::1:80": "in brackets", "[::1": "[IPv6]", "[::1]80": "[IPv6]", "[10.0.0.1]": "[IPv6]", "[]": "[IPv6]",
		"fe80::1%1": "in brackets", "[fe80::1%1]": "leave the zone out", "[fe80::%1/64]": "leave the zone out",
		"10.0.0.1:": "ports \"\"", "10.0.0.1:http": "8000-9000", "10.0.0.1:65536": "8000-9000", "10.0.0.1:9-8": "8000-9000",
		"10.0.0.1:-1": "8000-9000", "10.0.0.1:1-": "8000-9000", "10.0.0.1:+1": "8000-9000", "*:1-2-3": "8000-9000",
		"10.0.0.1/8": "write 10.0.0.0/8", "10.0.0.0/33": "ADDRESS/BITS", "[::ffff:10.0.0.0/104]": "IPv4 prefix", "h/8": "ADDRESS/BITS",
		"listen=*": "no operation", "=": "no operation", "CONNECT=*": "no operation",
		"unix=": "begin with / or @", "unix=run/x": "begin with / or @", "unix=/run/../etc": "no . or ..", "unix=/run//x": "no //",
		"unix=/run/./x": "begin with", "unix=/a\x00": "NUL", "unix=@a/../b": "begin with",
	} {
		r, err := guard.ParseRule(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: rule %q, error %v; want an error with %q", text, r, err, want)
		}
	}
}

// What String writes, ParseRule reads as the same rule.
func FuzzParseRule(f *testing.F) {
	for _, text := range []string{"10.0.0.1:80", "bind=0.0.0.0:1-2", "[2001:db8::/32]:*", "unix=/a/", "unix=@x", "send=nas.local.:0", "connect=*",
		"localhost.", "LOOPBACK", "[::ffff:1.2.3.4]", "1.2.3.4/0", "[::/0]", "0x7f.1", "a=b=c", "[fe80::1%eth0]:5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := guard.ParseRule(text)
		if err != nil {
			if diff := cmp.Diff("", r.String()); diff != "" {
				t.Errorf("%q: an error with a rule (-want +got):\n%s", text, diff)
			}
			return
		}
		again, err := guard.ParseRule(r.String())
		if err != nil || again.String() != r.String() {
			t.Errorf("%q is %q, read again as %q, %v", text, r, again, err)
		}
	})
}

// hosts is a Resolver.
type hosts map[string][]string

func (h hosts) Resolve(_ context.Context, host string) ([]netip.Addr, error) {
	list, ok := h[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	var ips []netip.Addr
	for _, text := range list {
		ips = append(ips, netip.MustParseAddr(text))
	}
	return ips, nil
}

// rules reads rules; "" is none.
func rules(t testing.TB, text string) []guard.Rule {
	var all []guard.Rule
	for _, one := range strings.Fields(text) {
		r, err := guard.ParseRule(one)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestPolicyResolveErrors(t *testing.T) {
	for _, p := range []guard.Policy{{Allow: rules(t, "10.0.0.1 gone:80")}, {Deny: rules(t, "gone:80")}, {Allow: rules(t, "nothing")}} {
		_, err := p.Resolve(context.Background(), hosts{"nothing": nil})
		if err == nil || !strings.Contains(err.Error(), `rule "gone:80": `) && !strings.Contains(err.Error(), "nothing has no address") {
			t.Errorf("got %v, want an error that names the rule", err)
		}
		var dns *net.DNSError
		if len(p.Deny) > 0 && !errors.As(err, &dns) {
			t.Errorf("%v does not hold the cause", err)
		}
	}
}
