package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// visible returns a writer to a terminal that a peer cannot command: control
// characters, which could move the cursor or worse, are shown as \x1b.
func visible(w io.Writer) io.Writer {
	return writerFunc(func(b []byte) (int, error) {
		if _, err := io.WriteString(w, escaped(string(b))); err != nil {
			return 0, err
		}
		return len(b), nil
	})
}

func escaped(s string) string {
	if !strings.ContainsFunc(s, commands) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if commands(r) {
			fmt.Fprintf(&out, `\x%02x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func commands(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
