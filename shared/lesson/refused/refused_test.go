package refused_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
	"github.com/socketlab/socketlab/shared/lesson/refused"
	"github.com/socketlab/socketlab/shared/socket"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, refused.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, refused.New()) }

var (
	code = fmt.Sprintf(" %d ECONNREFUSED\n", socket.ECONNREFUSED.Number())
	ex   = "connect_ex 返回" + code
)

const served = "connect_ex 返回 0 \n接收到的数据: 谢谢你!\n"

func TestTranscript(t *testing.T) {
	for host, want := range map[string]string{
		"server": "connect 出错:" + code, "unknown": "connect 出错: 找不到主机\n",
	} {
		got := lessontest.Play(t, refused.New(), lessontest.Memory(), lesson.RunConfig{Knobs: map[string]string{"host": host}})
		if diff := cmp.Diff(lessontest.Output{"server": "服务器正在监听...\n", "client": want + ex + served}, got); diff != "" {
			t.Error(diff)
		}
	}
}

// A client that tries again finds a server that is late, unless that is too late.
func TestLate(t *testing.T) {
	for late, want := range map[time.Duration]string{
		1200 * time.Millisecond: strings.Repeat(ex, 4) + served,
		time.Hour:               strings.Repeat(ex, 5),
	} {
		synctest.Test(t, func(t *testing.T) {
			n := lessontest.NewNetwork()
			memory := lessontest.Net{Stack: func(testing.TB, string) socket.Stack { return n.Stack() }}
			play := func(role string) (lesson.RunConfig, func() lessontest.Output) {
				return lessontest.Configure(t, memory, lesson.RunConfig{
					Roles: []string{role}, Addr: socket.Inet("127.0.0.1", 8085), Knobs: map[string]string{"retries": "3"},
				})
			}
			client, printed := play("client")
			server, _ := play("server")
			ended := make(chan error, 2)
			go func() { ended <- lesson.Run(t.Context(), refused.New(), client) }()
			time.Sleep(late) // virtual
			go func() { ended <- lesson.Run(t.Context(), refused.New(), server) }()
			if err := <-ended; (late == time.Hour) != errors.Is(err, socket.ECONNREFUSED) {
				t.Errorf("a server that comes after %v: %v", late, err)
			}
			if diff := cmp.Diff("connect 出错:"+code+want, printed()["client"]); diff != "" {
				t.Error(diff)
			}
		})
	}
}
