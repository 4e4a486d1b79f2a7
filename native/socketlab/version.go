package main

import (
	"cmp"
	"runtime/debug"
)

// version returns the version that the program was built from, and the commit, as
// the go command has put them into it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	text := cmp.Or(info.Main.Version, "unknown")
	set := make(map[string]string)
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	commit := set["vcs.revision"]
	if commit == "" { // of a module that was downloaded
		return text
	}
	text += " (commit " + commit[:min(12, len(commit))]
	if set["vcs.modified"] == "true" {
		text += ", changed"
	}
	return text + ")"
}
