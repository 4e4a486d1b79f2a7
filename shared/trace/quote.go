package trace

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote shows bytes: as quoted text where they are UTF-8, as hex(e4 bd) where
// they are not. Bytes of a character that was cut, at either end, are shown as
// hex beside the text. total is how many bytes there are in all; what is wider
// than columns (0: no limit) or was not kept is left out, and "…" stands for it.
func quote(b []byte, total, columns int) (text string, whole bool) {
	head, body, tail := split(b)
	if !utf8.Valid(body) {
		return quoteHex(b, total, columns)
	}
	var out strings.Builder
	if len(head) > 0 {
		out.WriteString(hexOf(head) + " ")
	}
	out.WriteByte('"')
	width, fits := 0, true
	for _, r := range string(body) {
		s, w := shown(r)
		if width += w; columns > 0 && width > columns {
			fits = false
			break
		}
		out.WriteString(s)
	}
	out.WriteByte('"')
	if fits && len(tail) > 0 {
		out.WriteString(" " + hexOf(tail))
	}
	if whole = fits && total <= len(b); !whole {
		out.WriteString("…")
	}
	return out.String(), whole
}

func quoteHex(b []byte, total, columns int) (string, bool) {
	n := len(b)
	if columns > 0 {
		n = min(n, max(1, columns/3))
	}
	if n < len(b) || n < total {
		return strings.TrimSuffix(hexOf(b[:n]), ")") + " …)", false
	}
	return hexOf(b), true
}

// hexOf returns "hex(e4 bd)".
func hexOf(b []byte) string {
	out := make([]byte, 0, 5+3*len(b))
	out = append(out, "hex("...)
	for i := range b {
		if i > 0 {
			out = append(out, ' ')
		}
		out = hex.AppendEncode(out, b[i:i+1])
	}
	return string(append(out, ')'))
}

// split cuts b into the rest of a character whose beginning is elsewhere,
// whole characters, and the beginning of one whose rest is elsewhere.
func split(b []byte) (head, body, tail []byte) {
	i := 0
	for i < len(b) && i < utf8.UTFMax-1 && !utf8.RuneStart(b[i]) {
		i++
	}
	head, body = b[:i], b[i:]
	for k := 1; k < utf8.UTFMax && k <= len(body); k++ {
		cut := body[len(body)-k:]
		if !utf8.RuneStart(cut[0]) {
			continue
		}
		if !utf8.FullRune(cut) {
			body, tail = body[:len(body)-k], cut
		}
		break
	}
	if len(body) == 0 {
		return nil, b, nil // no character at all: not text
	}
	return head, body, tail
}

// shown returns a character as it is printed, and its width in columns.
// Control characters and what could disturb a terminal are escaped.
func shown(r rune) (string, int) {
	switch {
	case r == '"', r == '\\':
		return `\` + string(r), 2
	case r == '\n', r == '\r', r == '\t':
		s := strconv.QuoteRune(r)
		return s[1 : len(s)-1], 2
	case r < utf8.RuneSelf && !unicode.IsPrint(r):
		const digits = "0123456789abcdef"
		return `\x` + string(digits[r>>4]) + string(digits[r&15]), 4
	case !strconv.IsPrint(r):
		s := strconv.QuoteRuneToASCII(r)
		return s[1 : len(s)-1], len(s) - 2
	case wide(r):
		return string(r), 2
	}
	return string(r), 1
}

// wide reports whether a terminal shows r in two columns: the ranges of
// Unicode's EastAsianWidth.txt, coarsely.
func wide(r rune) bool {
	return r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 ||
		r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd
}

// width returns how many columns text takes.
func width(text string) int {
	n := 0
	for _, r := range text {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}
