package guard_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

var operations = map[string]socket.Op{"connect": socket.OpConnect, "send": socket.OpSendTo, "bind": socket.OpBind}

// TestPolicy asks, under each set of rules, for operations on addresses: those
// in yes are allowed, those in no are refused.
func TestPolicy(t *testing.T) {
	for _, tt := range []struct{ name, allow, deny, yes, no string }{
		{"none", "", "",
			"connect=127.0.0.1:1 connect=127.255.0.1:65535 connect=[::1]:1 send=127.0.0.1:1 send=[::1]:1 connect=0.0.0.0:1 send=[::]:1 " +
				"connect=[::ffff:127.0.0.1]:1 connect=[::ffff:0.0.0.0]:1 connect=[::1%lo]:1 bind=127.0.0.1:0 bind=127.0.0.2:80 bind=[::1]:1 bind=[::ffff:127.0.0.1]:1",
			"connect=10.0.0.1:1 send=10.0.0.1:1 bind=10.0.0.1:1 bind=0.0.0.0:0 bind=[::]:1 bind=[::ffff:0.0.0.0]:1 connect=[::ffff:10.0.0.1]:1 " +
				"connect=128.0.0.1:1 send=255.255.255.255:1 send=224.0.0.1:1 bind=224.0.0.1:1 bind=255.255.255.255:1 send=[ff02::1%1]:1 send=[ff01::1]:1 " +
				"connect=[fe80::1%1]:1 connect=[2001:db8::1]:1 connect=[::7f00:1]:1 connect=[64:ff9b::7f00:1]:1 connect=169.254.169.254:80"},
		{"address", "10.0.0.1", "", "connect=10.0.0.1:1 send=10.0.0.1:65535 connect=[::ffff:10.0.0.1]:1 connect=127.0.0.1:1", "connect=10.0.0.2:1 bind=10.0.0.1:1"},
		{"port", "10.0.0.1:80", "", "connect=10.0.0.1:80", "connect=10.0.0.1:79 connect=10.0.0.1:81"},
		{"range", "10.0.0.1:80-82", "", "connect=10.0.0.1:80 connect=10.0.0.1:82", "connect=10.0.0.1:79 connect=10.0.0.1:83"},
		{"prefix", "192.168.1.0/24:80", "", "connect=192.168.1.0:80 send=192.168.1.255:80", "connect=192.168.2.1:80 connect=192.168.1.1:81"},
		{"IPv6", "[2001:db8::/32]", "", "connect=[2001:db8:ffff::1]:1", "connect=[2001:db9::1]:1 connect=10.0.0.1:1"},
		{"scoped", "[fe80::/10]", "", "connect=[fe80::1%1]:1 send=[fe80::1]:1", "send=[ff02::1%1]:1"},
		{"all", "*", "", "connect=10.0.0.1:1 send=255.255.255.255:1 send=[ff02::1%1]:1", "bind=0.0.0.0:1 bind=10.0.0.1:1"},
		{"connect", "connect=10.0.0.1", "", "connect=10.0.0.1:1", "send=10.0.0.1:1 bind=10.0.0.1:1"},
		{"send", "send=10.0.0.1", "", "send=10.0.0.1:1", "connect=10.0.0.1:1 bind=10.0.0.1:1"},
		{"bind", "bind=10.0.0.1:8000-9000", "", "bind=10.0.0.1:8000 bind=[::ffff:10.0.0.1]:9000", "bind=10.0.0.1:9001 bind=10.0.0.1:0 bind=0.0.0.0:8000 connect=10.0.0.1:8000"},
		{"bind everywhere", "bind=0.0.0.0", "", "bind=0.0.0.0:0 bind=0.0.0.0:80 bind=[::ffff:0.0.0.0]:1", "bind=[::]:1 bind=10.0.0.1:1 connect=10.0.0.1:1"},
		{"bind everywhere 6", "bind=[::]:80", "", "bind=[::]:80", "bind=0.0.0.0:80 bind=[::]:81"},
		{"bind all", "bind=*", "", "bind=0.0.0.0:0 bind=[::]:1 bind=10.0.0.1:1 bind=224.0.0.1:1", "connect=10.0.0.1:1"},
		{"bind a prefix", "bind=10.0.0.0/8", "", "bind=10.1.1.1:1", "bind=0.0.0.0:1"},
		{"name", "nas:80", "", "connect=192.168.1.9:80 connect=[2001:db8::9]:80", "connect=192.168.1.9:81 connect=192.168.1.8:80"},
		{"mapped name", "mapped", "", "connect=192.168.1.7:1 connect=[::ffff:192.168.1.7]:1", "connect=192.168.1.8:1"},
		{"deny is stronger", "10.0.0.0/8", "10.0.0.1:22 connect=10.0.0.2", "connect=10.0.0.1:23 send=10.0.0.2:1", "connect=10.0.0.1:22 send=10.0.0.1:22 connect=10.0.0.2:1 connect=[::ffff:10.0.0.1]:22"},
		{"deny loopback", "", "loopback:22", "connect=127.0.0.1:23 bind=127.0.0.1:22", "connect=127.0.0.1:22 connect=127.9.9.9:22 connect=[::1]:22 connect=0.0.0.0:22 connect=[::]:22"},
		{"deny one of loopback", "", "127.0.0.1:22", "connect=0.0.0.0:23", "connect=127.0.0.1:22 connect=0.0.0.0:22 connect=[::]:22 connect=[::ffff:0.0.0.0]:22"},
		{"deny scoped", "*", "[fe80::/10] [::1]", "connect=[2001:db8::1]:1", "connect=[fe80::1%1]:1 connect=[::1%1]:1 connect=[::]:1"},
		{"deny all", "*", "*", "bind=127.0.0.1:1", "connect=127.0.0.1:1 send=10.0.0.1:1 connect=0.0.0.0:1"},
		{"deny binding", "bind=*", "bind=10.0.0.1:80", "bind=10.0.0.1:81 bind=0.0.0.0:81 bind=10.0.0.2:80", "bind=10.0.0.1:80 bind=0.0.0.0:80 bind=[::]:80"},
		{"deny a name", "*", "nas", "connect=192.168.1.8:1", "connect=192.168.1.9:1 send=[2001:db8::9]:1"},
		{"paths", "unix=/run/lab/ unix=/run/a.sock unix=@lab", "unix=/run/lab/no",
			"unix=/run/lab/x unix=/run/lab/sub/x unix=/run/a.sock unix=@lab unix=@laboratory",
			"unix=/run/lab unix=/run/a.sockets unix=/run/b unix=/etc/x unix=/run/lab/no unix=@la unix=/run/lab/../x unix=/run/lab/..\x00 unix=/run/lab//x unix=run/lab/x unix=\x00lab unix=@lab/../x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, want := range []bool{true, false} {
				list := tt.no
				if want {
					list = tt.yes
				}
				for _, one := range strings.Split(list, " ") {
					st, f := guarded(t, tt.allow, tt.deny, guard.Quota{})
					err := ask(t, st, one)
					if allowed := err == nil; allowed != want || !allowed && !errors.Is(err, socket.EACCES) {
						t.Errorf("%q: got %v, want that it is allowed: %v", one, err, want)
					}
					if err != nil && len(f.calls) > 0 {
						t.Errorf("%q is refused, but %q reached the system", one, f.calls)
					}
				}
			}
		})
	}
}

// ask makes the calls that an operation and address name.
func ask(t *testing.T, st socket.Stack, one string) error {
	op, text, _ := strings.Cut(one, "=")
	if op == "unix" {
		var errs []error
		for _, op := range operations {
			h := handle(t, st, socket.AF_UNIX, socket.SOCK_DGRAM)
			errs = append(errs, h.Do(&socket.Call{Op: op, Addr: socket.Addr{Path: text}}))
		}
		if (errs[0] == nil) != (errs[1] == nil) || (errs[0] == nil) != (errs[2] == nil) {
			t.Errorf("%q: the operations differ: %v", one, errs)
		}
		return errs[0]
	}
	a, err := socket.ParseAddr(text)
	if err != nil {
		t.Fatal(err)
	}
	typ := map[string]socket.Type{"send": socket.SOCK_DGRAM}[op]
	if typ == 0 {
		typ = socket.SOCK_STREAM
	}
	return handle(t, st, familyOf(a), typ).Do(&socket.Call{Op: operations[op], Addr: a})
}

// TestUnresolved: names that were not resolved allow nothing and deny all.
func TestUnresolved(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    guard.Policy
	}{
		{"allow", guard.Policy{Allow: rules(t, "nas")}},
		{"deny", guard.Policy{Allow: rules(t, "192.168.1.9"), Deny: rules(t, "other:80")}},
	} {
		h := handle(t, guard.New(&fake{}, tt.p, guard.Quota{}, nil), socket.AF_INET, socket.SOCK_STREAM)
		if err := h.Do(&socket.Call{Op: socket.OpConnect, Addr: socket.Inet("192.168.1.9", 80)}); !errors.Is(err, socket.EACCES) {
			t.Errorf("%s: got %v, want EACCES", tt.name, err)
		}
	}
}

// TestPinned: a name's later answers change nothing.
func TestPinned(t *testing.T) {
	st, f := guarded(t, "nas:80", "", guard.Quota{})
	f.hosts["nas"] = []string{"192.168.1.66"}
	ips, err := st.Resolve(context.Background(), "NAS.")
	if err != nil || len(ips) != 2 || ips[0].String() != "192.168.1.9" || len(f.lookups) != 0 {
		t.Errorf("Resolve returns %v, %v after lookups %q; want what was pinned", ips, err, f.lookups)
	}
}

// TestResolve: which names are looked up, and what is told of the answer.
func TestResolve(t *testing.T) {
	for _, tt := range []struct{ name, allow, host, want, lookups string }{
		{"localhost", "", "LocalHost", "127.0.0.1 ::1", ""},
		{"below localhost", "*", "secret.localhost.", "127.0.0.1 ::1", ""},
		{"address", "", "10.0.0.1", "10.0.0.1", ""},
		{"outside", "", "secret.example", "EACCES", ""},
		{"even a name of this machine", "", "inside", "EACCES", ""},
		{"other than the name in a rule", "nas:80", "secret.example", "EACCES", ""},
		{"path", "unix=/", "nas", "EACCES", ""},
		{"loopback rules", "127.0.0.1 [::1] loopback", "nas", "EACCES", ""},
		{"all", "*", "nas", "192.168.1.9 2001:db8::9", "nas"},
		{"network", "192.168.1.0/24:80", "both", "192.168.1.8", "both"},
		{"network, of another", "192.168.1.0/24:80", "away", "EACCES", "away"},
		{"loopback's", "192.168.1.0/24:80", "inside", "127.0.0.1", "inside"},
		{"long", "*", strings.Repeat("a", 254), "ENAMETOOLONG", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st, f := guarded(t, tt.allow, "", guard.Quota{})
			ips, err := st.Resolve(context.Background(), tt.host)
			got := string(socket.ErrnoOf(err))
			for _, ip := range ips {
				got = strings.TrimSpace(got + " " + ip.String())
			}
			if diff := cmp.Diff([]string{tt.want, tt.lookups}, []string{got, strings.Join(f.lookups, " ")}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
