package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
)

// send sends a file in the smallest form that the browser takes.
func (p *page) send(w http.ResponseWriter, r *http.Request, name string, f file) {
	suffix, encoding := f.form(r.Header.Values("Accept-Encoding"))
	h := w.Header()
	tag := `"` + f.hash + suffix + `"` // each form has its own: it is other bytes
	h.Set("ETag", tag)
	h.Set("Cache-Control", keeping(name))
	if len(f.sizes) > 1 {
		h.Set("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, err := p.files.Open(name + suffix)
	if err != nil {
		http.Error(w, "the file cannot be read", http.StatusInternalServerError)
		return
	}
	defer body.Close()
	h.Set("Content-Type", f.mime)
	h.Set("Content-Length", strconv.FormatInt(f.sizes[suffix], 10))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Method != http.MethodHead {
		io.Copy(w, body) // a failure is the browser's, which has gone
	}
}

// keeping says how long a browser may keep a file (RFC 9111, 5.2.2; RFC 8246). The
// folder that scripts/build names after its contents never changes, so a year means
// for ever. What leads there is asked for each time.
func keeping(name string) string {
	if strings.HasPrefix(name, "assets-") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// form chooses among the forms that the file has.
func (f file) form(accepted []string) (suffix, encoding string) {
	for _, e := range encodings {
		if _, ok := f.sizes[e.suffix]; ok && accepts(accepted, e.name) {
			return e.suffix, e.name
		}
	}
	return "", ""
}

// accepts reports whether Accept-Encoding (RFC 9110, 12.5.3) names a coding,
// or all by *, and not with the weight 0.
func accepts(header []string, coding string) bool {
	all := false
	for _, field := range header {
		for item := range strings.SplitSeq(field, ",") {
			name, weight, _ := strings.Cut(item, ";")
			name = strings.ToLower(strings.TrimSpace(name))
			taken := positive(weight)
			if name == coding {
				return taken
			}
			if name == "*" {
				all = taken
			}
		}
	}
	return all
}

// positive reads a weight, such as " q=0.5". None is 1.
func positive(weight string) bool {
	_, value, ok := strings.Cut(strings.TrimSpace(weight), "=")
	if !ok {
		return true
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && q > 0
}

// matches reports whether If-None-Match (RFC 9110, 13.1.2) holds a tag. A proxy
// that compresses may have made it a weak one.
func matches(header []string, tag string) bool {
	for _, field := range header {
		for item := range strings.SplitSeq(field, ",") {
			item = strings.TrimSpace(item)
			if item == "*" || strings.TrimPrefix(item, "W/") == tag {
				return true
			}
		}
	}
	return false
}
