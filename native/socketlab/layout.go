package main

import (
	"fmt"
	"strings"

	"charm.land/glamour/v2"
	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
)

// layOut returns Markdown as lines of at most so many columns for a terminal. Its
// colours are few, and of those that every terminal makes readable on its own
// background; nothing is italic, which Chinese never is.
func layOut(markdown string, columns int, colours bool) (string, error) {
	style := styles.NoTTYStyleConfig
	if colours {
		yes, blue, cyan := true, "4", "6"
		style.Heading.Bold, style.Heading.Color = &yes, &blue
		style.H1.Prefix, style.H2.Prefix, style.H3.Prefix = "", "", ""
		style.Strong = ansi.StylePrimitive{Bold: &yes}
		style.Emph = ansi.StylePrimitive{Underline: &yes}
		style.Code.StylePrimitive = ansi.StylePrimitive{Color: &cyan}
		style.CodeBlock.StylePrimitive.Color = &cyan
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(style), glamour.WithWordWrap(columns))
	if err != nil {
		return "", fmt.Errorf("the text cannot be laid out: %w", err)
	}
	text, err := r.Render(markdown)
	if err != nil {
		return "", fmt.Errorf("the text cannot be laid out: %w", err)
	}
	var out strings.Builder
	for line := range strings.Lines(text) { // which are filled with spaces
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return out.String(), nil
}
