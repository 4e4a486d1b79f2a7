package course_test

import (
	"testing"

	"github.com/socketlab/socketlab/shared/lesson/course"
)

// Every lesson can be found, and says what it is in both languages.
func TestLessons(t *testing.T) {
	for _, l := range course.Lessons() {
		if found, err := course.Find(l.Name); err != nil || found.Name != l.Name {
			t.Errorf("finding %s: %v", l.Name, err)
		}
		for _, s := range []string{l.Title.EN, l.Title.ZH, l.About.EN, l.About.ZH} {
			if s == "" {
				t.Errorf("%s: a text is missing", l.Name)
			}
		}
		if len(l.Seeds) == 0 || l.Serve == nil || len(l.Roles) != 2 {
			t.Errorf("%s: incomplete", l.Name)
		}
		if _, err := l.Set(nil); err != nil {
			t.Error(err)
		}
		for _, k := range l.Knobs {
			if err := k.Check(k.Default); err != nil {
				t.Error(err)
			}
			if k.About.EN == "" || k.About.ZH == "" {
				t.Errorf("%s: knob %s: a text is missing", l.Name, k.Name)
			}
		}
	}
	want := "no lesson \"ecco\": there are hello, lifecycle, addresses, encoding, refused, echo, eof, framing, " +
		"partial, buffers, nagle, handshake, twosockets, whocloses, halfclose, concurrent, timeout, deadpeer," +
		" datagram, lossy, stopandwait, gobackn, selectiverepeat"
	if _, err := course.Find("ecco"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
