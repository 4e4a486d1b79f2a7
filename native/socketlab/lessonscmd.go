package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/tabwriter"

	"github.com/socketlab/socketlab/shared/experiment"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/course"
	"github.com/spf13/cobra"
)

func lessonsCommand(c *console) *cobra.Command {
	var code string
	cmd := &cobra.Command{
		Use:   "lessons [LESSON]",
		Short: "List the lessons, or show one",
		Example: `  socketlab lessons
  socketlab lessons echo
  socketlab lessons echo --code python > echo.py`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeLesson,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && code != "" {
				return usageError(cmd, errors.New("--code: name the lesson"))
			}
			if len(args) == 0 {
				return listLessons(c)
			}
			l, err := course.Find(args[0])
			if err != nil {
				return err
			}
			if code != "" {
				return showCode(c, l, code)
			}
			return showLesson(c, l)
		},
	}
	cmd.Flags().StringVar(&code, "code", "", "print the lesson's program, as `go|python`")
	cmd.RegisterFlagCompletionFunc("code", cobra.FixedCompletions([]string{"go", "python"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func listLessons(c *console) error {
	t := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LESSON\tPORT\tTITLE")
	for _, l := range course.Lessons() {
		fmt.Fprintf(t, "%s\t%d/%s\t%s · %s\n", l.Name, l.Addr.Port, protocol(l), l.Title.EN, l.Title.ZH)
	}
	return t.Flush()
}

func showLesson(c *console, l *lesson.Lesson) error {
	fmt.Fprintf(c.stdout, "%s: %s · %s\n%s\n%s\n\n", l.Name, l.Title.EN, l.Title.ZH, l.About.EN, l.About.ZH)
	fmt.Fprintf(c.stdout, "from the tutorials' %s, at %s/%s\n", strings.Join(l.Seeds, " "), l.Addr, protocol(l))
	for _, k := range l.Knobs {
		fmt.Fprintf(c.stdout, "  --set %s=%s\t%s: %s · %s：%s\n", k.Name, k.Default, k.About.EN, k.Allowed().EN, k.About.ZH, k.Allowed().ZH)
	}
	set, err := experiment.Of(l)
	if err != nil {
		return err
	}
	if len(set.Experiments) > 0 {
		fmt.Fprintln(c.stdout)
	}
	for i, e := range set.Experiments {
		fmt.Fprintf(c.stdout, "  --experiment %s\t%d. %s · %s\n", e.Name, i+1, e.Question.EN, e.Question.ZH)
	}
	fmt.Fprintf(c.stdout, "\nsocketlab run %s --trace text\n", l.Name)
	if l.Prose("en") != "" {
		fmt.Fprintf(c.stdout, "socketlab read %s\n", l.Name)
	}
	return nil
}

func showCode(c *console, l *lesson.Lesson, code string) error {
	name, ok := map[string]string{"go": l.Name + ".go", "python": l.Name + ".py"}[code]
	if !ok {
		return fmt.Errorf("--code %q: the languages are go and python", code)
	}
	b, err := fs.ReadFile(l.Source, name)
	if err != nil {
		return err
	}
	_, err = c.stdout.Write(b)
	return err
}

func lessonNames() []string {
	var names []string
	for _, l := range course.Lessons() {
		names = append(names, l.Name)
	}
	return names
}

func completeLesson(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return lessonNames(), cobra.ShellCompDirectiveNoFileComp
}
