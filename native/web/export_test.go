package web

import "time"

// Hasten makes a server's limits ones that a test can wait for.
func Hasten(s *Server, header time.Duration, conns int64) {
	s.http.ReadHeaderTimeout = header
	s.conns.most = conns
}
