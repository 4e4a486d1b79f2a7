package lesson

import "embed"

// What lessons have besides their code. They are two, so that a program which does
// not use the texts is not made of them, too.
var (
	//go:embed */en.md */zh.md
	prose embed.FS
	//go:embed */experiments.json
	experiments embed.FS
)

// Prose returns the lesson's text, Markdown with directives, in a language: zh or
// en. It is "" if the lesson has none.
func (l *Lesson) Prose(lang string) string {
	b, _ := prose.ReadFile(l.Name + "/" + lang + ".md")
	return string(b)
}

// Experiments returns the lesson's experiments.json, which package experiment reads,
// or nil if it has none.
func (l *Lesson) Experiments() []byte {
	b, _ := experiments.ReadFile(l.Name + "/experiments.json")
	return b
}
