package trace

import (
	"io"
	"os"
	"strings"
)

// ColorWanted reports whether to write colours to w: it is a terminal, which
// TERM does not call dumb, and NO_COLOR is not set (https://no-color.org).
// getenv is os.Getenv.
func ColorWanted(w io.Writer, getenv func(string) string) bool {
	f, ok := w.(*os.File)
	if !ok || getenv("NO_COLOR") != "" || getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// paint adds ANSI colours, or nothing.
type paint bool

func (p paint) in(code, text string) string {
	if !p || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) dim(text string) string   { return p.in("2", text) }
func (p paint) bad(text string) string   { return p.in("31", text) }
func (p paint) alarm(text string) string { return p.in("1;31", text) }

// host colours text by the host's role: clients blue, servers yellow.
func (p paint) host(name, text string) string {
	switch {
	case strings.HasPrefix(name, "client"):
		return p.in("34", text)
	case strings.HasPrefix(name, "server"):
		return p.in("33", text)
	}
	return text
}
