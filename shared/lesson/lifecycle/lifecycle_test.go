package lifecycle_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/lifecycle"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, lifecycle.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, lifecycle.New()) }

// What each call makes of the socket, and what it fails with.
func TestStates(t *testing.T) {
	const server = "socket CLOSED bind CLOSED listen LISTEN accept ESTABLISHED recv CLOSE-WAIT close"
	const client = "socket CLOSED connect ESTABLISHED recv ESTABLISHED close"
	tests := []struct{ skip, twice, server, client string }{
		{"none", "none", server, client},
		{"bind", "none", strings.Replace(server, "bind CLOSED ", "", 1), client},
		{"none", "bind", strings.Replace(server, "bind CLOSED", "bind CLOSED bind 出错 EINVAL CLOSED", 1), client},
		{"none", "listen", strings.Replace(server, "listen LISTEN", "listen LISTEN listen LISTEN", 1), client},
		{"none", "connect", server, strings.Replace(client, "recv", "connect 出错 EISCONN ESTABLISHED recv", 1)},
		{"none", "close", server + " close", client + " close"},
	}
	for _, test := range tests {
		t.Run("skip "+test.skip+" twice "+test.twice, func(t *testing.T) {
			got := lessontest.Play(t, lifecycle.New(), lessontest.Memory(),
				lesson.RunConfig{Knobs: map[string]string{"skip": test.skip, "twice": test.twice}})
			for role, text := range got {
				got[role] = states(text)
			}
			if diff := cmp.Diff(lessontest.Output{"server": test.server, "client": test.client}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A call that must not be left out fails the one that needs it.
func TestSkipped(t *testing.T) {
	for skip, want := range map[string]string{"listen": "server: accept: ", "connect": "client: recv: "} {
		cfg, _ := lessontest.Configure(t, lessontest.Memory(), lesson.RunConfig{Knobs: map[string]string{"skip": skip}})
		if err := lesson.Run(t.Context(), lifecycle.New(), cfg); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("without %s: %v, want %s…", skip, err, want)
		}
	}
}

// states leaves calls, errors and states of what was printed.
func states(text string) string {
	text = regexp.MustCompile(`(?m)^教程.*$| 本地 .*$|: 状态`).ReplaceAllString(text, "")
	return strings.Join(strings.Fields(text), " ")
}
