package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A site is what this server is called. A page of another site must not reach
// it: not by its own name, made to resolve to this machine (DNS rebinding,
// which shows in Host), nor by this server's (which shows in Origin).
type site struct {
	names   []string // lower case, without port
	public  *url.URL // nil: none
	prefix  string   // of the public URL's path: "/lab", or ""
	exposed bool     // it listens off loopback; set before the first request
}

func newSite(public string, names []string) (*site, error) {
	s := &site{names: []string{"localhost"}}
	for _, name := range names {
		s.names = append(s.names, strings.ToLower(name))
	}
	if public == "" {
		return s, nil
	}
	u, err := url.Parse(public)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("--public-url %q: write http:// or https://, the host and the path, as https://example.org/lab/", public)
	}
	if port := u.Port(); port != "" && port == defaultPorts[u.Scheme] {
		u.Host = strings.TrimSuffix(u.Host, ":"+port) // as browsers do
	}
	s.public, s.prefix = u, strings.TrimRight(u.Path, "/")
	s.names = append(s.names, strings.ToLower(u.Hostname()))
	return s, nil
}

var defaultPorts = map[string]string{"http": "80", "https": "443"}

// isHost reports whether a request's Host is this server. Its port does not
// matter: a forwarded port may be another one. Off loopback every IP address
// will do: who rebinds a name does not have one.
func (s *site) isHost(host string) bool {
	name := hostname(host)
	if ip, err := netip.ParseAddr(name); err == nil {
		return s.exposed || ip.Unmap().IsLoopback() || slices.Contains(s.names, name)
	}
	return name != "" && slices.Contains(s.names, name)
}

// hostname returns a Host's name or address, in lower case.
func hostname(host string) string {
	if name, port, err := net.SplitHostPort(host); err == nil {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "" // which is no one's
		}
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// isOrigin reports whether a request comes from this server's page. Browsers
// send Origin with every WebSocket and every DELETE, so a request without one is
// another program's, which no page can misuse; or a GET whose answer a page
// of another site cannot read.
func (s *site) isOrigin(r *http.Request) bool {
	all := r.Header.Values("Origin")
	return len(all) == 0 || len(all) == 1 && slices.Contains(s.originList(r), strings.ToLower(all[0]))
}

func (s *site) originList(r *http.Request) []string {
	list := []string{"http://" + strings.ToLower(r.Host)}
	if s.public != nil {
		list = append(list, strings.ToLower(s.public.Scheme+"://"+s.public.Host))
	}
	return list
}

func (s *site) origins(r *http.Request) string { return strings.Join(s.originList(r), " or ") }

// withoutPrefix takes the public URL's path off a request's, if it is there: a
// proxy may pass it on or not.
func (s *site) withoutPrefix(r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.Path, s.prefix+"/")
	if s.prefix == "" || !ok {
		return r
	}
	r2, u := *r, *r.URL
	u.Path, u.RawPath = "/"+rest, ""
	r2.URL = &u
	return &r2
}

// remote returns who asks, and where a reverse proxy may ask for another, who it
// says that is.
func (s *site) remote(r *http.Request) string {
	all := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	last := strings.TrimSpace(all[strings.LastIndex(all, ",")+1:]) // what the proxy itself has added
	ip, err := netip.ParseAddr(last)
	if s.public == nil || err != nil {
		return r.RemoteAddr
	}
	return fmt.Sprintf("%s via %s", ip, r.RemoteAddr)
}
