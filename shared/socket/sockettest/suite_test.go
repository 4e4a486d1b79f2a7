package sockettest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// uncheckable are the rows of the inventory that no program can check.
var uncheckable = map[string]string{
	"S87":  "what IP addresses are, in prose",
	"S91":  "how text becomes bytes is Python's business",
	"S108": "a heading above the wrong list",
	"S112": "UDP's place in the OSI model",
	"S118": "whether an address identifies a device",
}

// TestRows: every semantic row of the inventory has a case, or a reason why not.
func TestRows(t *testing.T) {
	docs := caseDocs(t)
	all := strings.Join(docs, "\n")
	check := func(from, to int) {
		for n := from; n <= to; n++ {
			row := fmt.Sprintf("S%d", n)
			covered := regexp.MustCompile(`\b` + row + `\b`).MatchString(all)
			if _, cannot := uncheckable[row]; !covered && !cannot {
				t.Errorf("no case names row %s", row)
			}
		}
	}
	check(63, 86)
	check(103, 124)
}

// TestCases: names are unique, and of the form that tables of what a network
// lacks can rely on.
func TestCases(t *testing.T) {
	seen := make(map[string]bool)
	for _, c := range cases() {
		if seen[c.name] {
			t.Errorf("two cases are called %s", c.name)
		}
		seen[c.name] = true
		if !regexp.MustCompile(`^[a-z0-9]+/[a-z0-9.-]+$`).MatchString(c.name) {
			t.Errorf("%q is no name of the form group/what-is-so", c.name)
		}
	}
	t.Logf("%d cases", len(seen))
	if len(seen) < 90 {
		t.Errorf("only %d cases", len(seen))
	}
}

func TestLacks(t *testing.T) {
	all := []testCase{{"a/b", nil}}
	if err := checkLacks(all, map[string]string{"a/b": "reason"}); err != nil {
		t.Error(err)
	}
	if err := checkLacks(all, map[string]string{"a/c": "reason"}); err == nil {
		t.Error("a name that is no case passed")
	}
}

// caseDocs returns the doc comment of each function that takes an env.
func caseDocs(t *testing.T) []string {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	doc := regexp.MustCompile(`((?m:^// .*\n)+)func (\w+)\(e \*env`)
	var docs []string
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range doc.FindAllStringSubmatch(string(source), -1) {
			docs = append(docs, m[1])
		}
	}
	return docs
}
