package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/socketlab/socketlab/shared/play"
)

// tell writes into .build what the page asks for before any program: course.json is
// the lessons and the gallery of virtual networks; server.json says that there is no
// server, which native/web answers in another way.
func tell(root string) error {
	course, err := json.Marshal(struct {
		Lessons   []play.Lesson   `json:"lessons"`
		Scenarios []play.Scenario `json:"scenarios"`
	}{play.Lessons(), play.Scenarios()})
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"course.json": course, "server.json": []byte("{\"sockets\":false}\n")} {
		if err := os.WriteFile(filepath.Join(root, ".build", name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
