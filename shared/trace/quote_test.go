package trace

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuote(t *testing.T) {
	tests := []struct {
		name    string
		b       string
		total   int
		columns int
		want    string
	}{
		{"nothing", "", 0, 60, `""`},
		{"chinese", "你好", 6, 60, `"你好"`},
		{"escapes", "a\"\\\n\r\t\x00\x7f", 8, 60, `"a\"\\\n\r\t\x00\x7f"`},
		{"invisible", "a\u202eb", 5, 60, `"a\u202eb"`},
		{"cut at the end", "你\xe5\xa5", 5, 60, `"你" hex(e5 a5)`},
		{"cut at both ends", "\xbd好\xe5", 5, 60, `hex(bd) "好" hex(e5)`},
		{"a part of a character", "\xe4\xbd", 2, 60, `hex(e4 bd)`},
		{"binary", "\xff\x00\x01a", 4, 60, `hex(ff 00 01 61)`},
		{"wide", "你好你好", 12, 4, `"你好"…`},
		{"not all kept", "abc", 9, 60, `"abc"…`},
		{"not all kept, and cut", "a\xe4", 9, 60, `"a" hex(e4)…`},
		{"long binary", "\xff\xff\xff\xff", 4, 6, `hex(ff ff …)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, _ := quote([]byte(test.b), test.total, test.columns)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
