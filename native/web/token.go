package web

import (
	"crypto/hmac"
	"net/http"
	"strings"
)

// checkToken returns 0 for a request that has the token, or else what to answer.
// It takes as long for a token that is nearly right as for one that is not.
func (s *Server) checkToken(r *http.Request) (status int, why string) {
	if s.config.Token == "" {
		return 0, ""
	}
	given := r.URL.Query().Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && given == "" {
		given = bearer
	}
	switch {
	case given == "":
		return http.StatusUnauthorized, "this needs the token: open the address that 'socketlab lab' printed, with its #token="
	case !hmac.Equal([]byte(given), []byte(s.config.Token)):
		return http.StatusForbidden, "this is not the token: open the address that 'socketlab lab' printed last, it changes with every start"
	}
	return 0, ""
}
