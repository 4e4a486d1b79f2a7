package main

import (
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
	"time"

	"github.com/socketlab/socketlab/native/impair"
	"github.com/socketlab/socketlab/shared/link"
	"github.com/socketlab/socketlab/shared/scenario"
)

// control is a proxy's HTTP endpoint: GET / is what it does, PUT /, /up and /down
// change it.
type control struct {
	status func() map[string]any // serve sets it
	set    func(which, text string) error
}

// serve runs a proxy, its control endpoint and its view, until ctx is done.
func (f *impairFlags) serve(ctx context.Context, run func(context.Context) error, d *display, v *impairView, ctl control) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctl.status = v.status
	if f.control != "" {
		l, err := listenControl(f.control)
		if err != nil {
			return err
		}
		server := &http.Server{Handler: ctl.noting(d.note), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
		go server.Serve(l)
		defer server.Close()
		fmt.Fprintf(v.console.stdout, "control: http://%s/\n", l.Addr())
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
		return nil, fmt.Errorf("--control: %w", err)
	}
	if at, err := netip.ParseAddrPort(l.Addr().String()); err != nil || !at.Addr().Unmap().IsLoopback() {
		l.Close()
		return nil, fmt.Errorf("--control %q: whoever reaches it changes the network: give it an address of this machine alone, as 127.0.0.1:9001", addr)
	}
	return l, nil
}

// noting returns a control that notes what it changes.
func (c control) noting(note func(event string)) control {
	set := c.set
	c.set = func(which, text string) error {
		err := set(which, text)
		if err == nil {
			note(fmt.Sprintf("control: %s is now %s", map[string]string{"both": "each direction", "up": impair.Up, "down": impair.Down}[which], strings.TrimSpace(text)))
		}
		return err
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
		text, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
		if err == nil {
			err = c.set(which, string(text))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintln(w, "changed")
	default:
		w.Header().Set("Allow", "GET, PUT")
		http.Error(w, "GET / shows what happens; PUT /, /up or /down with text such as loss=20%,delay=50ms changes it", http.StatusMethodNotAllowed)
	}
}

// setLinks puts text over what the scenario says of the links, up and down.
func setLinks(which, text string, links [2]*link.Link, s *scenario.Scenario) error {
	changed, err := scenario.Overrides{Both: text}.Apply(s)
	if err != nil {
		return err
	}
	up, _ := changed.Link("client", "server")
	down, _ := changed.Link("server", "client")
	switch which {
	case "up":
		return links[0].Set(up)
	case "down":
		return links[1].Set(down)
	}
	return errors.Join(links[0].Set(up), links[1].Set(down))
}
