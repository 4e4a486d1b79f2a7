package encoding_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/socketlab/socketlab/shared/lesson/encoding"
	"github.com/socketlab/socketlab/shared/lesson/lessontest"
)

func TestMain(m *testing.M) { lessontest.Main(m) }

func TestSource(t *testing.T) { lessontest.Source(t, encoding.New()) }
func TestTrace(t *testing.T)  { lessontest.Run(t, encoding.New()) }

func TestTranscript(t *testing.T) {
	const server = "客户端的IP地址和端口号: ('127.0.0.1', 49153)\n" +
		"接收数据的长度为: 16\n接收客户端的数据为: Connect Succces!\n"
	const raw = `获得来自服务器的原始数据: b'\xe9\x97\xae\xe9\xa2\x98\xe5\xa4\x84\xe7\x90\x86\xe4\xb8\xad...'` + "\n"
	tests := []struct {
		name   string
		knobs  map[string]string
		client string
	}{
		{"as in the tutorial", nil, raw + "获得来自服务器的数据: 问题处理中...\n"},
		{"a cut character", map[string]string{"bufsize": "5"},
			`获得来自服务器的原始数据: b'\xe9\x97\xae\xe9\xa2'` + "\n" +
				"解码失败: 'utf-8' codec can't decode bytes in position 3-4: unexpected end of data\n"},
		{"a whole character", map[string]string{"bufsize": "6"},
			`获得来自服务器的原始数据: b'\xe9\x97\xae\xe9\xa2\x98'` + "\n" + "获得来自服务器的数据: 问题\n"},
		{"wrong codec", map[string]string{"codec": "ascii"},
			raw + "解码失败: 'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in range(128)\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := lessontest.Play(t, encoding.New(), lessontest.Memory(), lesson.RunConfig{Knobs: test.knobs})
			want := lessontest.Output{"server": server, "client": test.client}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
