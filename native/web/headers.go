package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// secure sets the headers that keep other sites' pages off this one, and this
// page from loading anything from elsewhere. r's Host is checked after it: CSP
// names it only if it is one of ours.
func (s *site) secure(h http.Header, r *http.Request) {
	connect := "'self'"
	if s.isHost(r.Host) { // older browsers do not take 'self' for a WebSocket
		connect += " ws://" + r.Host + " wss://" + r.Host
	}
	if s.public != nil {
		connect += " ws://" + s.public.Host + " wss://" + s.public.Host
	}
	h.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"worker-src 'self'",
		"style-src 'self'",
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src " + connect,
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; "))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if s.trustworthy(r) {
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	}
}

// trustworthy reports whether browsers take the page's origin for a secure
// context: from others they ignore the opener and embedder policies, and
// Chromium complains of them on the console.
func (s *site) trustworthy(r *http.Request) bool {
	name := hostname(r.Host)
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && ip.IsLoopback() ||
		s.public != nil && s.public.Scheme == "https" && name == strings.ToLower(s.public.Hostname())
}
