package web

import (
	"encoding/json"
	"net/http"
)

// A Tutorial is a tutorial's server that runs on this machine, as one of the
// list that GET /servers answers with, as JSON.
type Tutorial struct {
	Lesson string `json:"lesson"`
	Addr   string `json:"addr"` // where this machine reaches it, as host:port
}

func (s *Server) listTutorials(w http.ResponseWriter, r *http.Request) {
	list := []Tutorial{}
	if s.config.Tutorials != nil {
		list = append(list, s.config.Tutorials()...)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(list)
}
