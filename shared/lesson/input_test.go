package lesson_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
)

func TestInput(t *testing.T) {
	var out bytes.Buffer
	h, err := knobbed().NewHost(lesson.HostConfig{
		Stdin: strings.NewReader("你好\r\n\n \xff\r \nlast"), Stdout: &out,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		line, err := h.Input("> ")
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
		h.Print("got", len(line))
	}
	if diff := cmp.Diff([]string{"你好", "", " \xff\r ", "last"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("> got 6\n> got 0\n> got 4\n> got 4\n> ", out.String()); diff != "" {
		t.Error(diff)
	}
}
