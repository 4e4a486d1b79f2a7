package guard_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/guard"
	"github.com/socketlab/socketlab/shared/socket"
)

// TestTexts: what the learner reads.
func TestTexts(t *testing.T) {
	st, _ := guarded(t, "bind=10.0.0.1:80 unix=/run/a", "10.0.0.0/8:22", guard.Quota{Sockets: 3})
	for _, tt := range []struct {
		family socket.Family
		call   string
		want   string
	}{
		{socket.AF_INET, "connect 192.0.2.1:80", "permission denied (EACCES): the server's rules do not allow it; started with --allow 'connect=192.0.2.1:80' it would"},
		{socket.AF_INET, "connect 10.0.0.1:22", "permission denied (EACCES): the server's rules forbid it: --deny 10.0.0.0/8:22"},
		{socket.AF_INET, "bind 0.0.0.0:0", "permission denied (EACCES): the server's rules do not allow it; started with --allow 'bind=0.0.0.0' it would"},
		{socket.AF_INET6, "listen", "permission denied (EACCES): the server's rules do not allow it; started with --allow 'bind=[::]' it would"},
		{socket.AF_UNIX, "connect /run/b", "permission denied (EACCES): the server's rules do not allow it; started with --allow 'unix=/run/b' it would"},
		{socket.AF_UNIX, "connect /run/../b", "permission denied (EACCES): no rule of the server can allow /run/../b"},
	} {
		h := handle(t, st, tt.family, socket.SOCK_STREAM)
		if diff := cmp.Diff(tt.want, script(t, h, tt.call).Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.call, diff)
		}
		h.Close()
	}
	for range 3 {
		handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
	}
	_, err := st.Socket(socket.AF_INET, socket.SOCK_STREAM, 0)
	if diff := cmp.Diff("too many open files in this process (EMFILE): the server lets a client have 3 sockets; close some", err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLog: a line says what was refused; a flood of refusals is none of lines.
func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		st := guard.New(&fake{}, guard.Policy{Deny: rules(t, "loopback:22")}, guard.Quota{}, log)
		h := handle(t, st, socket.AF_INET, socket.SOCK_STREAM)
		script(t, h, "connect 192.0.2.1:80", "connect 127.0.0.1:22")
		want := "level=WARN msg=refused call=connect address=192.0.2.1:80 wanted=\"allow connect=192.0.2.1:80\"\n" +
			"level=WARN msg=refused call=connect address=127.0.0.1:22 rule=\"deny loopback:22\"\n"
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for range 1000 {
			script(t, h, "connect 192.0.2.1:80")
		}
		if n := strings.Count(out.String(), "\n"); n != 20 {
			t.Errorf("1,002 refusals at once are %d lines, want 20", n)
		}
		time.Sleep(2 * time.Second)
		out.Reset()
		script(t, h, "connect 192.0.2.1:80", "connect 192.0.2.1:80", "connect 192.0.2.1:80")
		if n := strings.Count(out.String(), "\n"); n != 2 || !strings.Contains(out.String(), "unlogged=982") {
			t.Errorf("two seconds later, three refusals are\n%s", out.String())
		}
	})
}
