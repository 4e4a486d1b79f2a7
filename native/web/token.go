package web

import (
	"crypto/hmac"
	"net/http"
	"strings"
)

// checkToken returns 0 for a request that has a token, or else what to answer.
// It takes as long for a token that is nearly right as for one that is not.
func checkToken(r *http.Request, token string) (status int, why string) {
	if token == "" {
		return 0, ""
	}
	given := r.URL.Query().Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && given == "" {
		given = bearer
	}
	switch {
	case given == "":
		return http.StatusUnauthorized, "this needs a token: use the address that 'socketlab lab' printed for it, with its #token="
	case !hmac.Equal([]byte(given), []byte(token)):
		return http.StatusForbidden, "this is not the token: use the address that 'socketlab lab' printed last, it changes with every start"
	}
	return 0, ""
}
