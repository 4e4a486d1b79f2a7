package lesson

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Decode returns UTF-8 bytes as text, with U+FFFD for each piece that is not
// UTF-8, as Python's decode(errors="replace") does: one for each maximal
// subpart (The Unicode Standard, section 3.9).
func Decode(b []byte) string {
	var text strings.Builder
	for len(b) > 0 {
		n, _ := illFormed(b)
		if n > 0 {
			text.WriteRune(utf8.RuneError)
		} else {
			_, n = utf8.DecodeRune(b)
			text.Write(b[:n])
		}
		b = b[n:]
	}
	return text.String()
}

// DecodeStrict returns bytes as text, or the error with Python's words if they
// are not text in the codec, "utf-8" or "ascii".
func DecodeStrict(b []byte, codec string) (string, error) {
	for i := 0; i < len(b); {
		n, reason := illFormed(b[i:])
		if codec == "ascii" && b[i] >= utf8.RuneSelf {
			n, reason = 1, "ordinal not in range(128)"
		}
		if n == 1 {
			return "", fmt.Errorf("'%s' codec can't decode byte %#02x in position %d: %s", codec, b[i], i, reason)
		}
		if n > 1 {
			return "", fmt.Errorf("'%s' codec can't decode bytes in position %d-%d: %s", codec, i, i+n-1, reason)
		}
		_, n = utf8.DecodeRune(b[i:])
		i += n
	}
	return string(b), nil
}

// illFormed returns how many bytes at the start of b are to be replaced
// together because no character starts there, and why; 0 if one does.
func illFormed(b []byte) (n int, reason string) {
	if r, size := utf8.DecodeRune(b); r != utf8.RuneError || size > 1 {
		return 0, ""
	}
	length := 0 // of a character that starts with b[0]
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		length = 2
	case c >= 0xE0 && c <= 0xEF:
		length = 3
	case c >= 0xF0 && c <= 0xF4:
		length = 4
	default:
		return 1, "invalid start byte"
	}
	for n = 1; n < min(length, len(b)); n++ {
		lo, hi := byte(0x80), byte(0xBF)
		if n == 1 {
			lo, hi = second(b[0])
		}
		if b[n] < lo || b[n] > hi {
			return n, "invalid continuation byte"
		}
	}
	return n, "unexpected end of data"
}

// second returns the range of the second byte after a first one (RFC 3629,
// section 4): it leaves out overlong forms, surrogates and what is above
// U+10FFFF.
func second(first byte) (lo, hi byte) {
	switch first {
	case 0xE0:
		return 0xA0, 0xBF
	case 0xED:
		return 0x80, 0x9F
	case 0xF0:
		return 0x90, 0xBF
	case 0xF4:
		return 0x80, 0x8F
	}
	return 0x80, 0xBF
}

// Repr returns bytes as Python prints them: b'OK', b'\xe4\xbd\xa0'.
func Repr(b []byte) string {
	quote := byte('\'')
	if s := string(b); strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	text := append([]byte{'b'}, quote)
	for _, c := range b {
		switch {
		case c == '\t':
			text = append(text, `\t`...)
		case c == '\n':
			text = append(text, `\n`...)
		case c == '\r':
			text = append(text, `\r`...)
		case c == quote || c == '\\':
			text = append(text, '\\', c)
		case c < ' ' || c > '~':
			text = fmt.Appendf(text, `\x%02x`, c)
		default:
			text = append(text, c)
		}
	}
	return string(append(text, quote))
}
