package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The language is the flag's, or that of the first variable which is set.
func TestWordsIn(t *testing.T) {
	tests := []struct {
		flag string
		env  map[string]string
		want string
	}{
		{"", nil, "en"},
		{"", map[string]string{"LANG": "zh_CN.UTF-8"}, "zh"},
		{"", map[string]string{"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, "en"},
		{"", map[string]string{"LANG": "de_DE", "LC_ALL": "zh_TW"}, "zh"},
		{"", map[string]string{"LANG": "de_DE"}, "en"},
		{"en", map[string]string{"LC_ALL": "zh_TW"}, "en"},
		{"zh", nil, "zh"},
		{"xx", nil, `--lang "xx": the languages are zh and en`},
	}
	for _, test := range tests {
		w, err := wordsIn(test.flag, func(name string) string { return test.env[name] })
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = w.lang
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q %v: %s", test.flag, test.env, diff)
		}
	}
}

// Both languages say everything, with the same values in it.
func TestWords(t *testing.T) {
	en, zh := reflect.ValueOf(*english()), reflect.ValueOf(*chinese())
	for i := range en.NumField() {
		a, b, name := en.Field(i).String(), zh.Field(i).String(), en.Type().Field(i).Name
		if a == "" || b == "" || strings.Count(a, "%") != strings.Count(b, "%") {
			t.Errorf("%s: %q and %q", name, a, b)
		}
	}
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		seqs   []int64
		en, zh string
	}{
		{nil, "", ""},
		{[]int64{12}, " (event 12)", "（第 12 步）"},
		{[]int64{12, 15}, " (events 12, 15)", "（第 12、15 步）"},
		{[]int64{1, 2, 3, 4, 40}, " (events 1, 2, …, 40)", "（第 1、2、…、40 步）"},
	}
	for _, test := range tests {
		if diff := cmp.Diff([]string{test.en, test.zh}, []string{english().places(test.seqs), chinese().places(test.seqs)}); diff != "" {
			t.Error(diff)
		}
	}
}

// A text fits its terminal, in Chinese, too; without colours there is no escape.
func TestLayOut(t *testing.T) {
	const columns = 40
	text := "## 代码\n\n" + strings.Repeat("两个互相等待的循环，", 12) + "`recv()` " + strings.Repeat("word ", 40) + "\n\n1. one\n2. two\n"
	for _, colours := range []bool{false, true} {
		laid, err := layOut(text, columns, colours)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(laid, "\x1b["); got != colours {
			t.Errorf("colours %v: an escape is there: %v", colours, got)
		}
		for line := range strings.Lines(laid) {
			if !colours && cells(line) > columns {
				t.Errorf("%d columns: %q", cells(line), line)
			}
		}
		if plain := strings.Join(strings.Fields(laid), ""); !strings.Contains(plain, "两个互相等待的循环，两个") || !strings.Contains(laid, "1. one") {
			t.Errorf("words are missing:\n%s", laid)
		}
	}
}

// cells returns how many columns a line takes.
func cells(line string) (n int) {
	for _, r := range strings.TrimSuffix(line, "\n") {
		n++
		if r >= 0x2E80 { // CJK
			n++
		}
	}
	return n
}
