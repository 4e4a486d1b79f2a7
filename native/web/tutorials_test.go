//go:build linux || darwin

package web_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/native/web"
)

// TestTutorials asks which of the tutorials' servers run.
func TestTutorials(t *testing.T) {
	for _, test := range []struct {
		name string
		c    web.Config
		want string
	}{
		{"none", web.Config{}, "[]\n"},
		{"one", web.Config{Tutorials: func() []web.Tutorial { return []web.Tutorial{{Lesson: "echo", Addr: "127.0.0.1:12346"}} }},
			`[{"lesson":"echo","addr":"127.0.0.1:12346"}]` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := start(t, test.c)
			if diff := cmp.Diff(test.want, ask(t, "GET", "http://"+l.addr+"/servers", nil).body); diff != "" {
				t.Error(diff)
			}
		})
	}
}
