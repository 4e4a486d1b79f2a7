// Package course is the ordered list of lessons.
package course

import (
	"fmt"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/addresses"
	"github.com/socketlab/socketlab/shared/lesson/buffers"
	"github.com/socketlab/socketlab/shared/lesson/concurrent"
	"github.com/socketlab/socketlab/shared/lesson/datagram"
	"github.com/socketlab/socketlab/shared/lesson/deadpeer"
	"github.com/socketlab/socketlab/shared/lesson/echo"
	"github.com/socketlab/socketlab/shared/lesson/encoding"
	"github.com/socketlab/socketlab/shared/lesson/eof"
	"github.com/socketlab/socketlab/shared/lesson/framing"
	"github.com/socketlab/socketlab/shared/lesson/gobackn"
	"github.com/socketlab/socketlab/shared/lesson/halfclose"
	"github.com/socketlab/socketlab/shared/lesson/handshake"
	"github.com/socketlab/socketlab/shared/lesson/hello"
	"github.com/socketlab/socketlab/shared/lesson/lifecycle"
	"github.com/socketlab/socketlab/shared/lesson/lossy"
	"github.com/socketlab/socketlab/shared/lesson/nagle"
	"github.com/socketlab/socketlab/shared/lesson/partial"
	"github.com/socketlab/socketlab/shared/lesson/refused"
	"github.com/socketlab/socketlab/shared/lesson/selectiverepeat"
	"github.com/socketlab/socketlab/shared/lesson/stopandwait"
	"github.com/socketlab/socketlab/shared/lesson/timeout"
	"github.com/socketlab/socketlab/shared/lesson/twosockets"
	"github.com/socketlab/socketlab/shared/lesson/whocloses"
)

// Lessons returns the lessons in the order of the course.
func Lessons() []*lesson.Lesson {
	return []*lesson.Lesson{
		hello.New(),
		lifecycle.New(),
		addresses.New(),
		encoding.New(),
		refused.New(),
		echo.New(),
		eof.New(),
		framing.New(),
		partial.New(),
		buffers.New(),
		nagle.New(),
		handshake.New(),
		twosockets.New(),
		whocloses.New(),
		halfclose.New(),
		concurrent.New(),
		timeout.New(),
		deadpeer.New(),
		datagram.New(),
		lossy.New(),
		stopandwait.New(),
		gobackn.New(),
		selectiverepeat.New(),
	}
}

// Find returns the lesson of a name, or an error that lists the names there are.
func Find(name string) (*lesson.Lesson, error) {
	var names []string
	for _, l := range Lessons() {
		if l.Name == name {
			return l, nil
		}
		names = append(names, l.Name)
	}
	return nil, fmt.Errorf("no lesson %q: there are %s", name, strings.Join(names, ", "))
}
