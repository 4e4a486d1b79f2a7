package timeout_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/timeout"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, timeout.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, timeout.New()) }

func TestTranscript(t *testing.T) {
	got := lessontest.Play(t, timeout.New(), lessontest.Memory(),
		lesson.RunConfig{Stdin: strings.NewReader("你好\n\n")})
	want := lessontest.Output{
		"server": "Socket Created\nGet value 你好 Get value  Exit Server ",
		"client": "Please input data:Send Successfully\nb'OK'\nPlease input data:",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// An idle client is given up when the knob says, and the next one is served.
func TestIdle(t *testing.T) {
	tests := []struct {
		timeout string
		after   time.Duration // of silence
		server  string
	}{
		{"10s", 9 * time.Second, "Socket Created\nGet value x "},
		{"10s", 11 * time.Second, "Socket Created\nGet value x Time out\n"},
		{"2.5", 3 * time.Second, "Socket Created\nGet value x Time out\n"},
		{"none", time.Hour, "Socket Created\nGet value x "},
		{"0", time.Second, "Socket Created\n来自 ('127.0.0.1', 49152) 的连接出错: EAGAIN\n"},
	}
	for _, test := range tests {
		t.Run(test.timeout+" after "+test.after.String(), func(t *testing.T) {
			knobs := map[string]string{"timeout": test.timeout}
			var at time.Duration
			got := lessontest.Serve(t, timeout.New(), knobs, func(t *testing.T, c lessontest.Client) {
				idle := c.Dial(t)
				if test.timeout != "0" {
					c.Ask(t, idle, "x")
				}
				start := time.Now()
				time.Sleep(test.after) // virtual
				synctest.Wait()
				_, err := idle.Recv(1, socket.MSG_DONTWAIT)
				gone, given := err == nil, strings.Contains(test.server, "Time out") || test.timeout == "0"
				if gone != given {
					t.Errorf("given up: %v (%v), want %v", gone, err, given)
				}
				if gone && test.timeout != "0" {
					if got := c.Ask(t, c.Dial(t), "y"); got != "OK" {
						t.Errorf("the next client got %q", got)
					}
				}
				at = time.Since(start)
			})
			got, _, _ = strings.Cut(got, "Get value y ")
			if diff := cmp.Diff(test.server, got); diff != "" {
				t.Error(diff)
			}
			if at != test.after {
				t.Errorf("took %v of virtual time, want %v", at, test.after)
			}
		})
	}
}
