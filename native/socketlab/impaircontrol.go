package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
)

// control is a proxy's HTTP endpoint: GET / is what it does, PUT /, /up and /down
// change it.
type control struct {
	status func() map[string]any                               // serve sets it
	set    func(which, text string) (now [2]string, err error) // the conditions then, up and down
}

// serve runs a proxy, its control endpoint and its view, until ctx is done.
func (f *impairFlags) serve(ctx context.Context, run func(context.Context) error, d *display, v *impairView, ctl control) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctl.status = v.status
	if d.control != nil {
		server := &http.Server{Handler: ctl.noting(d.note), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
		go server.Serve(d.control)
		defer server.Close()
		fmt.Fprintf(v.console.stdout, "control: http://%s/\n", d.control.Addr())
	}
	var watching sync.WaitGroup
	if !f.quiet {
		watching.Go(func() { v.watch(ctx) })
	}
	err := run(ctx)
	cancel()
	watching.Wait()
	d.close()
	v.summary()
	return err
}

// listenControl opens the control endpoint's socket.
func listenControl(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError("control", addr, err)
	}
	if at, err := netip.ParseAddrPort(l.Addr().String()); err != nil || !at.Addr().Unmap().IsLoopback() {
		l.Close()
		return nil, fmt.Errorf("--control %q: whoever reaches it changes the network: give it an address of this machine alone, as 127.0.0.1:9001", addr)
	}
	return l, nil
}

// listenError says which flag's address it is that cannot be had.
func listenError(flag, addr string, err error) error {
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("--%s %s: another program uses this address: choose another, as port 0, which is one that is free", flag, addr)
	case errors.As(err, &op):
		return fmt.Errorf("--%s %q: %w: write an address of this machine, as 127.0.0.1:9000", flag, addr, op.Err)
	}
	return fmt.Errorf("--%s %q: %w", flag, addr, err)
}

// noting returns a control that notes what it changes.
func (c control) noting(note func(event string)) control {
	set := c.set
	c.set = func(which, text string) ([2]string, error) {
		now, err := set(which, text)
		if err == nil {
			way := map[string]string{"both": "both ways", "up": impair.Up, "down": impair.Down}[which]
			note(fmt.Sprintf("control: %s: %s", way, cmp.Or(strings.TrimSpace(text), "as at the start")))
		}
		return now, err
	}
	return c
}

// ServeHTTP answers programs of this machine, no pages.
func (c control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	ip, bad := netip.ParseAddr(host)
	if err != nil || bad != nil && host != "localhost" || bad == nil && !ip.IsLoopback() || r.Header.Get("Origin") != "" {
		http.Error(w, "this is for programs of this machine, not for pages", http.StatusForbidden)
		return
	}
	which, known := map[string]string{"/": "both", "/up": "up", "/down": "down"}[r.URL.Path]
	switch {
	case !known:
		http.Error(w, "the paths are /, /up and /down", http.StatusNotFound)
	case r.Method == http.MethodGet && which == "both":
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(c.status())
	case r.Method == http.MethodPut:
		var now [2]string
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<10))
		switch {
		case err != nil:
		case strings.HasPrefix(strings.TrimSpace(string(text)), "{"):
			err = errors.New("this is JSON: write text, as loss=20%,delay=50ms")
		default:
			now, err = c.set(which, string(text))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, "%s: %s\n%s: %s\n", impair.Up, now[0], impair.Down, now[1])
	default:
		w.Header().Set("Allow", "GET, PUT")
		http.Error(w, "GET / shows what happens; PUT /, /up or /down with text such as loss=20%,delay=50ms changes it", http.StatusMethodNotAllowed)
	}
}

// setLinks puts text over what the scenario says of the links, up and down, and
// returns their conditions from now on. Link.Set works a moment later, so those
// that were set are not asked for.
func setLinks(which, text string, links [2]*link.Link, s *scenario.Scenario) (now [2]string, err error) {
	changed, err := scenario.Overrides{Both: text}.Apply(s)
	if err != nil {
		return now, err
	}
	for i, way := range [][3]string{{"up", "client", "server"}, {"down", "server", "client"}} {
		c := links[i].Conditions()
		if which == way[0] || which == "both" {
			c, _ = changed.Link(way[1], way[2])
			err = errors.Join(err, links[i].Set(c))
		}
		now[i] = scenario.Describe(c, nil)
	}
	return now, err
}
