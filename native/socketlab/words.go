package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// words are what the command says to a reader, in one language.
type words struct {
	lang string // zh or en

	number, tutorial, kernel     string
	notSure, predict, between    string
	said, unsure, run            string
	event, events, comma         string
	undecided, again             string
	tally, tallyUndecided        string
	why                          string
	knob, network, given, failed string
}

func english() *words {
	return &words{
		lang: "en", number: "Experiment %d.", tutorial: "The tutorial says: ", kernel: "The kernel says: ",
		notSure: "not sure", predict: "Your prediction (1–%d): ", between: "Write a number from 1 to %d.",
		said: "You said %s. ", unsure: "You were not sure. ", run: "This run: %s%s.",
		event: " (event %s)", events: " (events %s)", comma: ", ",
		undecided: "This run did not decide. ", again: "To run it 20 times: %s",
		tally: "%d runs:", tallyUndecided: "did not decide",
		why:  "Why: %s",
		knob: "--set %s=%s: the experiment has %s=%s", network: "the network is not the experiment's: %s changes it",
		given: "the input is yours, not the experiment's", failed: "the run ended with: %v",
	}
}

func chinese() *words {
	return &words{
		lang: "zh", number: "实验 %d。", tutorial: "教程说：", kernel: "内核说：",
		notSure: "不确定", predict: "你猜（1–%d）：", between: "请输入 1 到 %d 的数字。",
		said: "你猜 %s，", unsure: "你不确定，", run: "这次是 %s%s。",
		event: "（第 %s 步）", events: "（第 %s 步）", comma: "、",
		undecided: "这次没有分出结果。", again: "运行 20 次：%s",
		tally: "共 %d 次：", tallyUndecided: "没有分出结果",
		why:  "原因：%s",
		knob: "--set %s=%s：实验里是 %s=%s", network: "网络和实验的不同：%s 改变了它",
		given: "输入用的是你给的，不是实验的", failed: "运行结束时出错：%v",
	}
}

// wordsIn returns the words of a language: the flag's, or else the environment's,
// by getenv.
func wordsIn(flag string, getenv func(string) string) (*words, error) {
	lang := flag
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); lang == "" && value != "" {
			lang = "en"
			if strings.HasPrefix(strings.ToLower(value), "zh") {
				lang = "zh"
			}
		}
	}
	switch lang {
	case "zh":
		return chinese(), nil
	case "en", "":
		return english(), nil
	}
	return nil, fmt.Errorf("--lang %q: the languages are zh and en", flag)
}

func langFlag(cmd *cobra.Command, lang *string) {
	cmd.Flags().StringVar(lang, "lang", "", "the language of texts: `zh|en` (default: that of LC_ALL, LC_MESSAGES or LANG)")
	cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions([]string{"zh", "en"}, cobra.ShellCompDirectiveNoFileComp))
}
