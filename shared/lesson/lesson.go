// Package lesson is what the lessons of the course are made of: programs with
// roles (a server and a client), each written once against the socket API, and
// Run, which plays them on any network.
//
// A lesson's code sees a Host and sockets, nothing else, so that it leaves the
// same trace on every network. Its Python twin has the same roles and steps.
package lesson

import (
	"io/fs"
	"slices"
	"sync"

	"github.com/socketlab/socketlab/shared/socket"
)

// A Lesson is one lesson: what it is called, and its program.
type Lesson struct {
	Name  string   // its folder: "echo"
	Title Text     // a few words
	About Text     // one sentence
	Seeds []string // the tutorials' programs it stands for: "S3", "S4"

	Answer string // what its server sends back; … is what it was sent

	// Addr is where the tutorial's server binds, and Type the type of its
	// socket.
	Addr socket.Addr
	Type socket.Type

	// Packets are what its protocol calls them, for the rules of links: "data".
	Packets []string

	Roles []Role // the server first
	Knobs []Knob // what a reader can change

	// Serve is the server's part for one client: of a stream socket that
	// Accept returned, or of a bound datagram socket, for all its peers
	// and without end (peer is not used). It closes s. The server role
	// calls it, and so may a program that serves many lessons at once.
	Serve func(h *Host, s *socket.Socket, peer socket.Addr) error

	Script []string // the lines that the machine check's client reads
	Source fs.FS    // Name.go and Name.py

	once  sync.Once
	steps []Step // of Name.go
}

// Text is a text in both languages of the course.
type Text struct{ EN, ZH string }

// A Role is one program of a lesson: "server" or "client".
type Role struct {
	Name string
	Run  func(*Host) error

	// Concurrent says that it uses several goroutines, so that the order of
	// its calls counts on each socket, but not between them.
	Concurrent bool
}

// roles returns the roles of these names in the lesson's order; all of them
// for no names.
func (l *Lesson) roles(names []string) ([]Role, error) {
	known := make([]string, len(l.Roles))
	for i, r := range l.Roles {
		known[i] = r.Name
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, notAllowed("role", name, l.Name, known)
		}
	}
	var chosen []Role
	for _, r := range l.Roles {
		if len(names) == 0 || slices.Contains(names, r.Name) {
			chosen = append(chosen, r)
		}
	}
	return chosen, nil
}
