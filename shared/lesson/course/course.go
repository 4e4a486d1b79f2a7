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

// A Chapter is lessons about one thing.
type Chapter struct {
	Title   lesson.Text
	Lessons []*lesson.Lesson
}

// Chapters returns the course, in its order.
func Chapters() []Chapter {
	return []Chapter{
		{lesson.Text{EN: "Two ends", ZH: "两端"}, []*lesson.Lesson{
			hello.New(), lifecycle.New(), addresses.New(), encoding.New(), refused.New(),
		}},
		{lesson.Text{EN: "The byte stream", ZH: "字节流"}, []*lesson.Lesson{
			echo.New(), eof.New(), framing.New(), partial.New(), buffers.New(), nagle.New(),
		}},
		{lesson.Text{EN: "Open and close", ZH: "建立与关闭"}, []*lesson.Lesson{
			handshake.New(), twosockets.New(), whocloses.New(), halfclose.New(),
		}},
		{lesson.Text{EN: "Many clients, and time", ZH: "多个客户端与时间"}, []*lesson.Lesson{
			concurrent.New(), timeout.New(), deadpeer.New(),
		}},
		{lesson.Text{EN: "Datagrams", ZH: "数据报"}, []*lesson.Lesson{
			datagram.New(), lossy.New(), stopandwait.New(), gobackn.New(), selectiverepeat.New(),
		}},
	}
}

// Lessons returns the lessons of all chapters.
func Lessons() []*lesson.Lesson {
	var all []*lesson.Lesson
	for _, c := range Chapters() {
		all = append(all, c.Lessons...)
	}
	return all
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
