// Package recording answers what a page asks of runs that were recorded: where two
// of them part, and their packets as a capture file. Runs are texts, in the JSON form
// of package trace.
package recording
