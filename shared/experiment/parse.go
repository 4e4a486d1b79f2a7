package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// Parse reads experiments.json. file is what errors call it; each says which
// experiment or claim it is about, what is wrong, and what would be right.
func Parse(file string, data []byte) (*Set, error) {
	var s struct {
		Experiments []json.RawMessage `json:"experiments"`
		Claims      []json.RawMessage `json:"claims"`
	}
	if err := strict(data, &s); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var set Set
	var errs []error
	taken := make(map[string]bool)
	for i, raw := range s.Experiments {
		var e Experiment
		err := strict(raw, &e)
		if err == nil {
			err = errors.Join(e.valid(), once(taken, e.Name))
		}
		errs = append(errs, about(file, "experiment", raw, "name", i, err))
		set.Experiments = append(set.Experiments, e)
	}
	for i, raw := range s.Claims {
		var c Claim
		err := strict(raw, &c)
		if err == nil {
			err = errors.Join(c.valid(), once(taken, c.Seed))
		}
		errs = append(errs, about(file, "claim", raw, "seed", i, err))
		set.Claims = append(set.Claims, c)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &set, nil
}

// once notes a name, and returns an error if there was one already.
func once(taken map[string]bool, name string) error {
	if taken[name] {
		return fmt.Errorf("the name %q is there twice: give each another", name)
	}
	taken[name] = true
	return nil
}

// about says which experiment or claim each error is about: by its name, or its
// place in the list.
func about(file, what string, raw []byte, key string, i int, err error) error {
	if err == nil {
		return nil
	}
	var named map[string]json.RawMessage
	var name string
	if json.Unmarshal(raw, &named) != nil || json.Unmarshal(named[key], &name) != nil || name == "" {
		name = fmt.Sprint(i + 1)
	}
	var all []error
	for line := range strings.SplitSeq(err.Error(), "\n") {
		all = append(all, fmt.Errorf("%s: %s %s: %s", file, what, name, line))
	}
	return errors.Join(all...)
}

// strict reads one JSON value whose fields must be those of to, letter by letter:
// the page reads the same file, and ignores what it does not know.
func strict(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(to); err != nil {
		return plain(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more follows after the JSON value: remove it")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil || fields == nil {
		return errors.New("no JSON object: write {…}")
	}
	known := fieldsOf(reflect.TypeOf(to).Elem())
	for name := range fields {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown field %q: here may be %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

// plain says what is wrong without the names of Go's types.
func plain(err error) error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	kinds := map[reflect.Kind]string{
		reflect.String: "text in quotes", reflect.Bool: "true or false", reflect.Int: "a whole number", reflect.Uint64: "a whole number",
		reflect.Float64: "a number", reflect.Slice: "a list [ ]", reflect.Struct: "an object { }", reflect.Map: "an object { }",
	}
	text := fmt.Sprintf("found a JSON %s: write %s", wrong.Value, kinds[wrong.Type.Kind()])
	if wrong.Field != "" {
		text = fmt.Sprintf("field %q: %s", wrong.Field, text)
	}
	return errors.New(text)
}

func fieldsOf(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// What is inside of an experiment is read as strictly as the experiment.

type (
	plainText    Text
	plainRun     Run
	plainNetwork Network
	plainOption  Option
	plainReading Reading
	plainMatch   Match
)

// UnmarshalJSON reads a text strictly.
func (t *Text) UnmarshalJSON(b []byte) error { return strict(b, (*plainText)(t)) }

// UnmarshalJSON reads a run strictly.
func (r *Run) UnmarshalJSON(b []byte) error { return strict(b, (*plainRun)(r)) }

// UnmarshalJSON reads a network strictly.
func (n *Network) UnmarshalJSON(b []byte) error { return strict(b, (*plainNetwork)(n)) }

// UnmarshalJSON reads an option strictly.
func (o *Option) UnmarshalJSON(b []byte) error { return strict(b, (*plainOption)(o)) }

// UnmarshalJSON reads a reading strictly.
func (r *Reading) UnmarshalJSON(b []byte) error { return strict(b, (*plainReading)(r)) }

// UnmarshalJSON reads a match strictly.
func (m *Match) UnmarshalJSON(b []byte) error { return strict(b, (*plainMatch)(m)) }
