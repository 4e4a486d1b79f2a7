package scenario

import (
	_ "embed"
	"strings"
	"testing"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed scenario.md
var specification string

// examples returns the files in the specification.
func examples(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, block := range strings.Split(specification, "```json\n")[1:] {
		text, _, ok := strings.Cut(block, "```")
		if !ok {
			t.Fatal("an example in scenario.md has no end")
		}
		all = append(all, text)
	}
	if len(all) < 3 {
		t.Fatalf("scenario.md has %d examples, want 3 or more", len(all))
	}
	return all
}

// checker returns a function that holds a text to the schema.
func checker(t *testing.T) func(text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("scenario.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			return err
		}
		return compiled.Validate(value)
	}
}

func TestSchema(t *testing.T) {
	check := checker(t)
	for i, text := range examples(t) {
		if err := check(text); err != nil {
			t.Errorf("example %d of scenario.md: %v", i+1, err)
		}
		s, err := Parse([]byte(text))
		if err != nil {
			t.Fatalf("example %d of scenario.md: %v", i+1, err)
		}
		roundTrip(t, s)
		written, err := s.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := check(string(written)); err != nil {
			t.Errorf("example %d, written again: %v", i+1, err)
		}
	}
	for _, test := range badFiles {
		err := check(test.text)
		if test.schema && err == nil {
			t.Errorf("%s: the schema allows %s", test.name, test.text)
		}
		if !test.schema && err != nil {
			t.Errorf("%s: the schema finds it, too; the table says otherwise: %v", test.name, err)
		}
	}
}

func TestGallery(t *testing.T) {
	check := checker(t)
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			text, err := gallery.ReadFile("gallery/" + name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if err := check(string(text)); err != nil {
				t.Error(err)
			}
			s, err := Find(name)
			if err != nil {
				t.Fatal(err)
			}
			roundTrip(t, s)
			if s.Name != name {
				t.Errorf("its name is %q", s.Name)
			}
			if s.Source == "" || s.About.EN == "" || !strings.ContainsFunc(s.About.ZH, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
				t.Errorf("it lacks its source, or what it is about in English and Chinese: %+v", s.About)
			}
		})
	}
}

func TestFindSaysWhatThereIs(t *testing.T) {
	want := `the gallery has no scenario "5g": it has 3g, 4g, bufferbloat, bursty, flapping, intercontinental, lossy-lan, ` +
		`mobile-handover, perfect, satellite, starlink, wifi`
	for _, name := range []string{"5g", "../scenario.schema", ""} {
		s, err := Find(name)
		if d := diff(strings.Replace(want, "5g", name, 1), message(err)); d != "" || s != nil {
			t.Errorf("%v (-want +got):\n%s", s, d)
		}
	}
}
