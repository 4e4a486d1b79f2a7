package scenario

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed gallery/*.json
var gallery embed.FS

//go:embed scenario.schema.json
var schema string

// Schema returns the JSON Schema of a scenario's file, for editors and checkers.
func Schema() string { return schema }

// Names returns the names of the scenarios of the gallery, in order.
func Names() []string {
	files, err := gallery.ReadDir("gallery")
	if err != nil {
		panic(err) // it is part of the program
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".json"))
	}
	return names
}

// Find returns a scenario of the gallery. Its error lists what there is.
func Find(name string) (*Scenario, error) {
	data, err := gallery.ReadFile("gallery/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("the gallery has no scenario %.60q: it has %s", name, strings.Join(Names(), ", "))
	}
	return Parse(data)
}
