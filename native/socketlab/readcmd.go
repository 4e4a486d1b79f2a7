package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/socketlab/socketlab/shared/trace"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func readCommand(c *console) *cobra.Command {
	var lang, code string
	cmd := &cobra.Command{
		Use:   "read LESSON",
		Short: "Read a lesson's text",
		Long: `Prints a lesson's text, with its code and its experiments. Where it does not go to a
terminal, it is Markdown.`,
		Example: `  socketlab read echo
  socketlab read echo --lang zh --code python
  socketlab read echo | less`,
		Args:              exactly(1),
		ValidArgsFunction: completeLesson,
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := course.Find(args[0])
			if err != nil {
				return err
			}
			w, err := wordsIn(lang, c.getenv)
			if err != nil {
				return err
			}
			return readLesson(c, l, w, code)
		},
	}
	langFlag(cmd, &lang)
	cmd.Flags().StringVar(&code, "code", "go", "the language of the programs: `go|python`")
	cmd.RegisterFlagCompletionFunc("code", cobra.FixedCompletions([]string{"go", "python"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func readLesson(c *console, l *lesson.Lesson, w *words, code string) error {
	ext, ok := map[string]string{"go": ".go", "python": ".py"}[code]
	if !ok {
		return fmt.Errorf("--code %q: the languages are go and python", code)
	}
	text := l.Prose(w.lang)
	if text == "" {
		return fmt.Errorf("lesson %s has no text yet: 'socketlab lessons %s --code %s' shows its program", l.Name, l.Name, code)
	}
	passages, err := lesson.Passages(text)
	if err != nil {
		return fmt.Errorf("%s/%s.md: %w", l.Name, w.lang, err)
	}
	set, err := experiment.Of(l)
	if err != nil {
		return err
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n", experiment.Text(l.Title).In(w.lang))
	for _, p := range passages {
		if err := writePassage(&out, l, set, w, p, ext); err != nil {
			return err
		}
	}
	return c.showMarkdown(out.String())
}

// writePassage writes a piece of a lesson's text as Markdown, with what its directive
// stands for.
func writePassage(out io.Writer, l *lesson.Lesson, set *experiment.Set, w *words, p lesson.Passage, ext string) error {
	switch p.Directive {
	case "":
		_, err := io.WriteString(out, p.Text)
		return err
	case "step":
		code, err := l.Code(p.Name, l.Name+ext)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n```%s\n%s```\n", strings.TrimPrefix(ext, "."), strings.ReplaceAll(code, "\t", "    "))
		return nil
	}
	q, err := ask(l, set, p.Name)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", q.markdown(l, w))
	return nil
}

// markdown returns an experiment, or a claim, as a lesson's text has it.
func (q *question) markdown(l *lesson.Lesson, w *words) string {
	var out strings.Builder
	if q.claim != nil {
		fmt.Fprintf(&out, "> %s%s\n", w.tutorial, q.claim.Tutorial.In(w.lang))
		if q.claim.Answer == nil {
			fmt.Fprintf(&out, ">\n> %s%s\n", w.kernel, q.claim.Kernel.In(w.lang))
			return out.String()
		}
		fmt.Fprintf(&out, ">\n> %s`socketlab run %s --experiment %s`\n", w.kernel, l.Name, q.claim.Seed)
		return out.String()
	}
	fmt.Fprintf(&out, "**%s** %s\n\n", fmt.Sprintf(w.number, q.number), q.experiment.Question.In(w.lang))
	for i, option := range q.offered(w) {
		fmt.Fprintf(&out, "%d. %s\n", i+1, option)
	}
	fmt.Fprintf(&out, "\n`socketlab run %s --experiment %s`\n", l.Name, q.experiment.Name)
	return out.String()
}

// readColumns is how wide a text is at most.
const readColumns = 84

// showMarkdown prints a text: laid out for a terminal, or as it is.
func (c *console) showMarkdown(text string) error {
	f, ok := c.stdout.(*os.File)
	if !ok || !isTerminal(f) {
		_, err := io.WriteString(c.stdout, text)
		return err
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 || columns > readColumns {
		columns = readColumns
	}
	laid, err := layOut(text, columns, trace.ColorWanted(f, c.getenv))
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, laid)
	return err
}
