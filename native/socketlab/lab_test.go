//go:build linux || darwin

package main

import (
	"net"
	"net/netip"
	"net/url"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/tunnel"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/bridge"
	"github.com/socketlab/socketlab/shared/socket"
)

// startLab runs the command in a process of its own and returns the first
// address that it prints.
func startLab(t *testing.T, args ...string) (p *process, cmd *exec.Cmd, url string) {
	t.Helper()
	cmd = exec.Command("socketlab", append([]string{"lab"}, args...)...)
	p = start(t, cmd)
	p.waitFor(t, "Ctrl-C stops everything.")
	found := regexp.MustCompile(`(?m)^The page: +(\S+)$`).FindStringSubmatch(p.output())
	if found == nil {
		t.Fatalf("no address is printed:\n%s", p.output())
	}
	return p, cmd, found[1]
}

// command runs a command and returns what it prints.
func command(t *testing.T, args ...string) string {
	t.Helper()
	out, _ := exec.CommandContext(t.Context(), "socketlab", args...).CombinedOutput()
	return string(out)
}

// TestLab uses a lab as its page does, looks at the sessions, ends one, and
// stops the lab.
func TestLab(t *testing.T) {
	p, cmd, url := startLab(t, "--listen", "127.0.0.1:0")
	if !strings.Contains(p.output(), "/udp") || strings.Contains(url, "#token=") {
		t.Errorf("want a table and no token:\n%s", p.output())
	}
	if said := strings.Contains(p.output(), "built without the page"); said == web.Built() {
		t.Errorf("it says that it was built without the page: %v, and it has the page: %v", said, web.Built())
	}
	st := session(t, url)
	s, err := socket.New(st, socket.AF_INET, socket.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Bind(socket.Inet("127.0.0.1", 0)); err != nil {
		t.Fatal(err)
	}
	list := command(t, "sessions", url)
	want := regexp.MustCompile(`^ID +KIND +FROM +SINCE +SOCKETS +RECEIVED +SENT +IDLE\n1 +bridge +127\.0\.0\.1:\d+ .* 1 +\d+ +\d+ +\d+ s\n$`)
	if !want.MatchString(list) {
		t.Errorf("the list is:\n%s", list)
	}
	if out := command(t, "sessions", url, "--end", "7"); !strings.Contains(out, `404 Not Found: no session "7" lives`) {
		t.Errorf("ending no session prints %q", out)
	}
	if out := command(t, "sessions", url, "--end", "1"); out != "" {
		t.Errorf("ending a session prints %q", out)
	}
	<-st.Done()
	other := session(t, url)
	cmd.Process.Signal(syscall.SIGINT)
	<-other.Done()
	p.waitFor(t, "socketlab: stopped; every client was served\n")
	<-p.ended
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// session opens a bridge as a page does that was opened at url.
func session(t *testing.T, url string) *bridge.Stack {
	t.Helper()
	base, token, _ := strings.Cut(url, "#")
	conn, err := tunnel.Dial(t.Context(), strings.Replace(base, "http", "ws", 1)+"bridge?"+token, nil)
	if err != nil {
		t.Fatal(err)
	}
	st, err := bridge.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// TestLabDrains interrupts a lab while one of its servers has a client, which may
// finish, and then again.
func TestLabDrains(t *testing.T) {
	p, cmd, url := startLab(t, "--listen", "127.0.0.1:0", "--grace", "1h")
	st := session(t, url)
	hello := regexp.MustCompile(`(?m)^(127\S+)/tcp +concurrent `).FindStringSubmatch(p.output())
	c, err := net.Dial("tcp", hello[1])
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	cmd.Process.Signal(syscall.SIGINT)
	p.waitFor(t, "socketlab: stopping: no new clients; those served (1) may finish within 1h0m0s; Ctrl-C again ends them now\n")
	<-st.Done()
	cmd.Process.Signal(syscall.SIGINT)
	p.waitFor(t, "socketlab: stopped; clients that had not finished and were cut off: 1\n")
	<-p.ended
}

// TestExposedLab listens on every address: each that is printed has the token,
// without which there is nothing to be had.
func TestExposedLab(t *testing.T) {
	p, _, url := startLab(t, "--listen", "0.0.0.0:0", "--no-servers", "--log", "json")
	if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/#token=[A-Z2-7]{26}$`).MatchString(url) {
		t.Errorf("the first address is %s", url)
	}
	if strings.Contains(p.output(), "LISTENS ON") {
		t.Errorf("servers are listed:\n%s", p.output())
	}
	for line := range strings.Lines(p.output()) {
		if strings.Contains(line, "http://") && !strings.Contains(line, "/#token=") {
			t.Errorf("an address without the token: %s", line)
		}
	}
	base, _, _ := strings.Cut(url, "#")
	if out := command(t, "sessions", base); !strings.Contains(out, "401 Unauthorized: this needs a token") {
		t.Errorf("without the token: %s", out)
	}
	if out := command(t, "sessions", url); !strings.Contains(out, "403 Forbidden: this is not the token") {
		t.Errorf("with the pages' token: %s", out)
	}
	_, rest, _ := strings.Cut(p.output(), "Who uses it: socketlab sessions '")
	operator, _, _ := strings.Cut(rest, "'")
	if out := command(t, "sessions", operator); !strings.HasPrefix(out, "ID ") {
		t.Errorf("with the operator's: %s", out)
	}
	session(t, url)
	p.waitFor(t, `"msg":"session begins","session":1`)
}

// TestLabMoves finds the page's port taken, and says which it has instead.
func TestLabMoves(t *testing.T) {
	if taken, err := net.Listen("tcp", "127.0.0.1:8000"); err == nil { // else another has it
		defer taken.Close()
	}
	p, _, page := startLab(t, "--no-servers")
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	if want := "port 8000/tcp is taken: the page is on " + u.Port() + "\n"; !strings.Contains(p.output(), want) {
		t.Errorf("printed no %q:\n%s", want, p.output())
	}
}

// TestListenAt takes a port: the next one that is no tutorial's is taken.
func TestListenAt(t *testing.T) {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	second, err := listenAt(first.Addr().String(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if a, b := first.Addr().(*net.TCPAddr).Port, second.Addr().(*net.TCPAddr).Port; b <= a {
		t.Errorf("port %d was taken, got %d", a, b)
	}
	_, err = listenAt(first.Addr().String(), false)
	if err == nil || !strings.Contains(err.Error(), "another program listens there: stop it, or choose another port") {
		t.Errorf("a port that must be this one: %v", err)
	}
	for _, l := range tutorialServers() {
		if l.Addr.Port == 8001 {
			return
		}
	}
	t.Error("no tutorial has port 8001, which the page must not take: nothing to test")
}

func TestTokenFor(t *testing.T) {
	local, exposed := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, &net.TCPAddr{IP: net.IPv4zero}
	for _, test := range []struct {
		given  string
		at     net.Addr
		public string
		length int
	}{
		{"", local, "", 0}, {"", exposed, "", 26}, {"", local, "https://example.org/", 26},
		{"0123456789abcdef", local, "", 16}, {"0123456789abcdef", exposed, "", 16},
	} {
		if got := tokenFor(test.given, test.at, test.public); len(got) != test.length {
			t.Errorf("tokenFor(%q, %v, %q) = %q, want %d letters", test.given, test.at, test.public, got, test.length)
		}
	}
}

func TestPageURLs(t *testing.T) {
	at := func(ip string) net.Addr {
		return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(ip), 8000))
	}
	for _, test := range []struct {
		at            net.Addr
		public, token string
		want          []string
	}{
		{at("127.0.0.1"), "", "", []string{"http://127.0.0.1:8000/"}},
		{at("::1"), "", "", []string{"http://[::1]:8000/"}},
		{at("127.0.0.1"), "https://example.org/lab", "t", []string{"https://example.org/lab/#token=t", "http://127.0.0.1:8000/#token=t"}},
	} {
		if diff := cmp.Diff(test.want, pageURLs(test.at, test.public, test.token)); diff != "" {
			t.Error(diff)
		}
	}
	all := pageURLs(at("::"), "", "t")
	for i, ip := range machineIPs() {
		if want := "http://" + net.JoinHostPort(ip.String(), strconv.Itoa(8000)) + "/#token=t"; all[i] != want {
			t.Errorf("address %d is %s, want %s", i, all[i], want)
		}
	}
}
