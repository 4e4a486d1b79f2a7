// Package scenario describes a network in one small text: its hosts, what the
// links between them do to packets, and what changes at which time. The same
// file serves a test, a proxy, a command line and the page; scenario.md is its
// specification, and scenario.schema.json its JSON Schema.
//
//	s, err := scenario.Find("satellite")             // of the gallery
//	s, err := scenario.Parse(file)                   // or of one's own
//	s, err = scenario.Overrides{Both: "loss=20%,drop=client:3"}.Apply(s)
//	n, err := virtual.New(virtual.Config{Seed: s.Seed, Links: s.Link})
//
// What the conditions mean is for package link to say; this package only reads
// and writes them.
package scenario
