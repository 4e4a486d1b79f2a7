package lesson_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
)

// The wants are what Python 3.11 gives.
func TestText(t *testing.T) {
	const bytes, b, cut = " can't decode bytes in position ", " can't decode byte ", ": unexpected end of data"
	tests := []struct{ in, decoded, strict, ascii, repr string }{
		{"", "", "", "", "b''"},
		{"OK", "OK", "", "", "b'OK'"},
		{"it's", "it's", "", "", `b"it's"`},
		{"'\"\\", "'\"\\", "", "", `b'\'"\\'`},
		{"\x00\t\r\n\x7f", "\x00\t\r\n\x7f", "", "", `b'\x00\t\r\n\x7f'`},
		{"你", "你", "", b + "0xe4 in position 0", `b'\xe4\xbd\xa0'`},
		{"a\xe4", "a\uFFFD", b + "0xe4 in position 1" + cut, b + "0xe4 in position 1", `b'a\xe4'`},
		{"a\xe4\xbd", "a\uFFFD", bytes + "1-2" + cut, b + "0xe4 in position 1", `b'a\xe4\xbd'`},
		{"\xe4\xbdz", "\uFFFDz", bytes + "0-1: invalid continuation byte", b + "0xe4 in position 0", `b'\xe4\xbdz'`},
		{"\xff\xfe", "\uFFFD\uFFFD", b + "0xff in position 0: invalid start byte", b + "0xff in position 0", `b'\xff\xfe'`},
		{"\xc0\x80", "\uFFFD\uFFFD", b + "0xc0 in position 0: invalid start byte", b + "0xc0 in position 0", `b'\xc0\x80'`},
		{"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD", b + "0xed in position 0: invalid continuation byte", b + "0xed in position 0", `b'\xed\xa0\x80'`},
		{"\xf0\x9f\x98", "\uFFFD", bytes + "0-2" + cut, b + "0xf0 in position 0", `b'\xf0\x9f\x98'`},
		{"\xf4\x90", "\uFFFD\uFFFD", b + "0xf4 in position 0: invalid continuation byte", b + "0xf4 in position 0", `b'\xf4\x90'`},
		{"\uFFFD", "\uFFFD", "", b + "0xef in position 0", `b'\xef\xbf\xbd'`},
	}
	for _, test := range tests {
		t.Run(test.repr, func(t *testing.T) {
			in := []byte(test.in)
			if diff := cmp.Diff(test.decoded, lesson.Decode(in)); diff != "" {
				t.Error("Decode:", diff)
			}
			if diff := cmp.Diff(test.repr, lesson.Repr(in)); diff != "" {
				t.Error("Repr:", diff)
			}
			strict(t, in, "utf-8", test.strict)
			ascii := test.ascii
			if ascii != "" {
				ascii += ": ordinal not in range(128)"
			}
			strict(t, in, "ascii", ascii)
		})
	}
}

func strict(t *testing.T, in []byte, codec, wantErr string) {
	t.Helper()
	text, err := lesson.DecodeStrict(in, codec)
	if wantErr == "" {
		if err != nil || text != string(in) {
			t.Errorf("%s: got %q, %v", codec, text, err)
		}
		return
	}
	if want := "'" + codec + "' codec" + wantErr; err == nil || err.Error() != want {
		t.Errorf("%s: got error %v, want %s", codec, err, want)
	}
}

// Decode gives text for any bytes, and all of what is text already.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("你好\xe4\xbd\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		text := lesson.Decode(b)
		if got := strings.ToValidUTF8(text, "?"); got != text {
			t.Errorf("%q is not text", text)
		}
		_, err := lesson.DecodeStrict(b, "utf-8")
		if (err == nil) != (text == string(b)) {
			t.Errorf("%q: strict error %v, decoded %q", b, err, text)
		}
	})
}
