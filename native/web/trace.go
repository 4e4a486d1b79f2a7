package web

import "net/http"

// showTrace answers with the trace that the page is to show: GET /trace.
func (s *Server) showTrace(w http.ResponseWriter, r *http.Request) {
	if s.config.Trace == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/jsonl")
	w.Write(s.config.Trace)
}
