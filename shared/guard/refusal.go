package guard

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// A refusal is a system error with the reason in words.
type refusal struct {
	errno socket.Errno
	text  string
}

func (r *refusal) Error() string { return r.errno.Error() + ": " + r.text }
func (r *refusal) Unwrap() error { return r.errno }

// check refuses an operation on an address that is not allowed.
func (st *Stack) check(call socket.Op, op operation, a socket.Addr) error {
	if a.Path != "" {
		allowed, denied := st.policy.unix(a.Path)
		if allowed {
			return nil
		}
		wanted := ""
		if clean(a.Path) {
			wanted = Rule{path: a.Path}.String()
		}
		return st.refuse(call, a.Path, wanted, denied)
	}
	allowed, denied := st.policy.ip(op, a.IP, a.Port)
	if allowed {
		return nil
	}
	ip := plain(a.IP)
	wanted := Rule{what: op, prefix: netip.PrefixFrom(ip, ip.BitLen()), first: uint16(a.Port), last: uint16(a.Port)}
	if a.Port == 0 {
		wanted.last = 65535 // the system chooses one
	}
	return st.refuse(call, a.String(), wanted.String(), denied)
}

// refuse returns EACCES for a call about something, and logs it: that a rule
// denies it, that the wanted one would allow it, or that none would.
func (st *Stack) refuse(call socket.Op, about, wanted string, denied *Rule) error {
	about, wanted = short(about), short(wanted)
	switch {
	case denied != nil:
		st.log.add(call.String(), about, "rule", "deny "+denied.String())
		return &refusal{socket.EACCES, "the server's rules forbid it: --deny " + denied.String()}
	case wanted == "":
		st.log.add(call.String(), about, "reason", "never allowed")
		return &refusal{socket.EACCES, "no rule of the server can allow " + about}
	}
	st.log.add(call.String(), about, "wanted", "allow "+wanted)
	return &refusal{socket.EACCES, "the server's rules do not allow it; started with --allow '" + wanted + "' it would"}
}

func (st *Stack) refuseName(host, why string) error {
	host = short(host)
	st.log.add("resolve", host, "reason", why)
	return &refusal{socket.EACCES, fmt.Sprintf("the server does not look up %q: %s; started with --allow %s it would", host, why, host)}
}

func (st *Stack) refuseLinger(seconds int) error {
	st.log.add(socket.OpSetSockOpt.String(), socket.SO_LINGER.String(), "reason", fmt.Sprintf("%d s", seconds))
	return &refusal{socket.EACCES, fmt.Sprintf("SO_LINGER is at most %d s here, not %d", maxLinger, seconds)}
}

func (st *Stack) noSocket(call socket.Op) error {
	st.log.add(call.String(), "", "reason", fmt.Sprintf("more than %d sockets", st.quota.Sockets))
	return &refusal{socket.EMFILE, fmt.Sprintf("the server lets a client have %d sockets; close some", st.quota.Sockets)}
}

func (st *Stack) noListener() error {
	st.log.add(socket.OpListen.String(), "", "reason", fmt.Sprintf("more than %d listeners", st.quota.Listeners))
	return &refusal{socket.ENOBUFS, fmt.Sprintf("the server lets a client listen with %d sockets; close some", st.quota.Listeners)}
}

// short returns the beginning of what a client has sent.
func short(text string) string {
	if len(text) > 300 {
		text = text[:300] + "…"
	}
	return strings.ToValidUTF8(text, "?")
}

// A client may be refused as often as it likes; the log has the first burst of
// it, and then a line a second.
const (
	burst = 20
	every = time.Second
)

// refusals is the log of what was refused.
type refusals struct {
	log *slog.Logger

	mu     sync.Mutex
	room   int // lines that may follow at once
	since  time.Time
	missed int // refusals not logged since the last line
}

func newRefusals(log *slog.Logger) *refusals {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &refusals{log: log, room: burst, since: time.Now()}
}

func (r *refusals) add(call, address, key, value string) {
	missed, ok := r.next()
	if !ok {
		return
	}
	args := []any{"call", call}
	if address != "" {
		args = append(args, "address", address)
	}
	args = append(args, key, value)
	if missed > 0 {
		args = append(args, "unlogged", missed)
	}
	r.log.Warn("refused", args...)
}

// next reports whether one more line may be logged, and how many were not.
func (r *refusals) next() (missed int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if more := int(time.Since(r.since) / every); more > 0 {
		r.room = min(r.room+more, burst)
		r.since = r.since.Add(time.Duration(more) * every)
	}
	if r.room == 0 {
		r.missed++
		return 0, false
	}
	r.room--
	missed, r.missed = r.missed, 0
	return missed, true
}
