package main

import (
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVersion(t *testing.T) {
	const commit = "0123456789abcdef0123456789abcdef01234567"
	for _, test := range []struct {
		name, version, commit, modified, want string
	}{
		{"a release", "v1.2.3", commit, "false", "v1.2.3 (commit 0123456789ab)"},
		{"changed since", "v1.2.4-0.20260102030405-0123456789ab+dirty", commit, "true", "v1.2.4-0.20260102030405-0123456789ab+dirty (commit 0123456789ab, changed)"},
		{"downloaded", "v1.2.3", "", "", "v1.2.3"},
		{"without versions", "", "", "", "unknown"},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: test.version}}
		if test.commit != "" {
			info.Settings = []debug.BuildSetting{{Key: "vcs.revision", Value: test.commit}, {Key: "vcs.modified", Value: test.modified}}
		}
		if diff := cmp.Diff(test.want, versionOf(info)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
