package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os/signal"
	"strings"
	"syscall"

	"github.com/socketlab/socketlab/native/kernel"
	"github.com/socketlab/socketlab/native/servers"
	"github.com/socketlab/socketlab/native/web"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/socket"
)

// A lab is what 'socketlab lab' runs: the page's server, and those of the
// tutorials.
type lab struct {
	console *console
	flags   labFlags
	web     *web.Server
	at      net.Listener
	group   *servers.Group // nil: none
	token   string         // of pages; "": none
	secret  string         // the operator's
}

// runLab runs the lab until ctx is done.
func runLab(ctx context.Context, c *console, f labFlags) error {
	lines, logs := newQueue(c.stdout), newQueue(c.stderr)
	defer lines.Close()
	logs.longest = longestLog
	defer logs.Close()
	l := &lab{console: c, flags: f}
	if err := l.start(ctx, lines, logs); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- l.web.Serve(l.at) }()
	l.announce()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	l.stop()
	return err
}

// longestLog is how many bytes of a line of the log are written: a cut line
// would be no JSON.
const longestLog = 8 << 10

// start checks the flags and starts everything but the page's server.
func (l *lab) start(ctx context.Context, lines, logs io.Writer) (err error) {
	f := l.flags
	policy, err := f.policy(ctx, kernel.New())
	if err != nil {
		return err
	}
	if l.at, err = listenAt(f.listen, f.moves); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			l.at.Close()
		}
	}()
	l.token = tokenFor(f.token, l.at.Addr(), f.publicURL)
	if l.secret = f.operator; l.secret == "" && l.token != "" {
		l.secret = rand.Text()
	}
	l.web, err = web.New(web.Config{
		Stack: func() socket.Stack { return kernel.New() }, Policy: policy,
		Sessions: f.sessions, Sockets: max(0, descriptors()-spare) * 5 / 8,
		Token: l.token, Operator: l.secret, Names: siteNames(f.listen, l.at.Addr()), PublicURL: f.publicURL,
		Log: slog.New(logHandler(f.log, logs)), Tutorials: l.tutorials, Trace: f.trace,
	})
	if err != nil {
		return err
	}
	if f.noServers {
		return nil
	}
	l.group, err = servers.Start(servers.Config{
		Stack: kernel.New(), Lessons: tutorialServers(), Host: strings.Trim(f.host, "[]"),
		MaxClients: max(0, descriptors()-spare) / 4,
		Stdout:     func(one *lesson.Lesson) io.Writer { return printed(one, lines, f.quiet) },
		Log:        func(text string) { fmt.Fprintf(lines, "socketlab: %s\n", text) },
	})
	return err
}

// tutorials returns which servers run where, as this machine reaches them.
func (l *lab) tutorials() []web.Tutorial {
	var all []web.Tutorial
	if l.group == nil {
		return all
	}
	for _, s := range l.group.Servers() {
		all = append(all, web.Tutorial{Lesson: s.Lesson.Name, Addr: local(s.Addr).String()})
	}
	return all
}

func logHandler(form string, w io.Writer) slog.Handler {
	if form == "json" {
		return slog.NewJSONHandler(w, nil)
	}
	return slog.NewTextHandler(w, nil)
}

// announce prints what listens where, the page's address last.
func (l *lab) announce() {
	w := l.console.stdout
	if l.flags.trace != nil {
		l.announceTrace()
		return
	}
	if l.group != nil {
		table(w, l.group.Servers())
	}
	urls := pageURLs(l.at.Addr(), l.flags.publicURL, l.token)
	operator := pageURLs(l.at.Addr(), l.flags.publicURL, l.secret)
	if _, port, _ := net.SplitHostPort(l.flags.listen); l.flags.moves && !strings.HasSuffix(l.at.Addr().String(), ":"+port) {
		fmt.Fprintf(w, "port %s/tcp is taken: the page is on %d\n", port, l.at.Addr().(*net.TCPAddr).Port)
	}
	if !web.Built() { // the rest of the lab is of use without: see --via
		l.console.say("%s", unbuilt)
	}
	fmt.Fprintf(w, "The page:  %s\n", strings.Join(urls, "\n           "))
	if l.token != "" {
		fmt.Fprintln(w, "Who has such an address reaches this machine's sockets: give it only to those who may.")
	}
	fmt.Fprintf(w, "Who uses it: socketlab sessions '%s'\n", operator[len(operator)-1])
	fmt.Fprintln(w, "Ctrl-C stops everything.")
	if l.flags.open {
		openBrowser(l.console, urls[0])
	}
}

// stop ends the sessions and then the servers, at once if Ctrl-C is pressed
// again.
func (l *lab) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), l.flags.grace)
	defer cancel()
	ctx, again := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer again()
	if err := l.web.Shutdown(ctx); err != nil {
		l.console.say("connections to the page that had not ended were cut off: %v", err)
	}
	if l.group == nil {
		l.console.say("stopped")
		return
	}
	drain(ctx, l.console, l.group, l.flags.grace)
}
