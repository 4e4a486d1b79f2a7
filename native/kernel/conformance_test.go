//go:build linux || darwin

package kernel_test

import (
	"bytes"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/socket/sockettest"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open returns a new kernel stack as both hosts, on loopback.
func open(t *testing.T) sockettest.Net {
	st := kernel.New()
	dir, err := os.MkdirTemp("", "socketlab") // t.TempDir's names are too long for AF_UNIX
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	n := sockettest.Net{
		Server: st, Client: st,
		ServerIP: netip.MustParseAddr("127.0.0.1"), ClientIP: netip.MustParseAddr("127.0.0.1"),
		TempDir: dir,
		System:  runtime.GOOS,
	}
	if hasIPv6(st) {
		n.ServerIP6, n.ClientIP6 = netip.IPv6Loopback(), netip.IPv6Loopback()
	}
	return n
}

func hasIPv6(st socket.Stack) bool {
	s, err := socket.New(st, socket.AF_INET6, socket.SOCK_DGRAM, 0)
	if err != nil {
		return false
	}
	defer s.Close()
	return s.Bind(socket.Inet("::1", 0)) == nil
}

func TestConformance(t *testing.T) {
	before := descriptors(t)
	t.Run("suite", func(t *testing.T) { sockettest.Run(t, open) })
	sameDescriptors(t, before)
}

func TestNettest(t *testing.T) {
	before := descriptors(t)
	t.Run("suite", func(t *testing.T) { sockettest.Nettest(t, open) })
	sameDescriptors(t, before)
}

// descriptors returns what this process's open descriptors are: number and target.
func descriptors(t *testing.T) map[string]string {
	if runtime.GOOS != "linux" {
		return nil
	}
	// The poller has descriptors of its own, which stay.
	if s, err := socket.New(kernel.New(), socket.AF_INET, socket.SOCK_DGRAM, 0); err == nil {
		s.Close()
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	open := make(map[string]string)
	for _, entry := range entries {
		// The descriptor that ReadDir itself used is gone by now.
		if target, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil {
			open[entry.Name()] = target
		}
	}
	return open
}

func sameDescriptors(t *testing.T, before map[string]string) {
	t.Helper()
	if diff := cmp.Diff(before, descriptors(t)); diff != "" {
		t.Errorf("descriptors leaked (-before +after):\n%s", diff)
	}
}

// unprivileged is set in the environment of a test binary that has dropped its
// privileges.
const unprivileged = "SOCKETLAB_TEST_UNPRIVILEGED"

// TestPermissions runs TestUnprivileged in a process that is not root and has
// no capabilities. The binary is named by its descriptor, because the folder
// that go test puts it into is closed to others.
func TestPermissions(t *testing.T) {
	setpriv, err := exec.LookPath("setpriv")
	switch {
	case os.Getenv(unprivileged) != "":
		t.Skip("this process is the one without privileges")
	case runtime.GOOS != "linux":
		t.Skip("setpriv is Linux's")
	case err != nil:
		t.Skip("setpriv is not installed (util-linux)")
	case os.Geteuid() != 0:
		t.Skip("only root can drop privileges; TestUnprivileged runs as it is")
	}
	self, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer self.Close()
	cmd := exec.CommandContext(t.Context(), setpriv, "--reuid=65534", "--clear-groups", "--bounding-set=-all",
		"--inh-caps=-all", "--", "/proc/self/fd/3", "-test.run=^TestUnprivileged$", "-test.v")
	cmd.Env = append(os.Environ(), unprivileged+"=1", "GOCOVERDIR="+os.TempDir())
	cmd.ExtraFiles = []*os.File{self}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestUnprivileged")) {
		t.Errorf("without privileges: %v\n%s", err, out)
	}
}

// TestUnprivileged checks what a program may not do without privileges.
func TestUnprivileged(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("this process is root's; TestPermissions drops the privileges")
	}
	t.Run("raw", func(t *testing.T) {
		for _, f := range []socket.Family{socket.AF_INET, socket.AF_INET6} {
			_, err := socket.New(kernel.New(), f, socket.SOCK_RAW, socket.IPPROTO_ICMP)
			if diff := cmp.Diff(socket.EPERM, socket.ErrnoOf(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", f, diff)
			}
		}
	})
	t.Run("port 80", func(t *testing.T) {
		// Since Linux 4.11 an administrator may allow low ports to everybody.
		if first, err := os.ReadFile("/proc/sys/net/ipv4/ip_unprivileged_port_start"); err == nil {
			if text := strings.TrimSpace(string(first)); len(text) < 3 {
				t.Skipf("net.ipv4.ip_unprivileged_port_start is %s: port 80 needs no privileges here", text)
			}
		}
		for _, typ := range []socket.Type{socket.SOCK_STREAM, socket.SOCK_DGRAM} {
			st := kernel.New()
			defer st.Close()
			s, err := socket.New(st, socket.AF_INET, typ, 0)
			if err != nil {
				t.Fatal(err)
			}
			err = s.Bind(socket.Inet("127.0.0.1", 80))
			if diff := cmp.Diff(socket.EACCES, socket.ErrnoOf(err)); diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", typ, err, diff)
			}
		}
	})
	// A ping socket is ICMP without SOCK_RAW: allowed to the groups of
	// net.ipv4.ping_group_range on Linux, to everybody on macOS.
	t.Run("ping socket", func(t *testing.T) {
		st := kernel.New()
		defer st.Close()
		_, err := socket.New(st, socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
		if err != nil && socket.ErrnoOf(err) != socket.EACCES {
			t.Errorf("got error %v, want none or EACCES", err)
		}
	})
}
