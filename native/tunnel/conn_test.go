package tunnel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/socketlab/socketlab/native/tunnel"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if url := os.Getenv("BRIDGE"); url != "" {
		if err := useSockets(url, os.Getenv("USE")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// webServer returns a server's URL, and where its connections come out.
func webServer(t testing.TB) (string, <-chan *tunnel.Conn) {
	accepted := make(chan *tunnel.Conn, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := tunnel.Accept(w, r); err == nil {
			accepted <- c
		}
	}))
	t.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http"), accepted
}

// pair returns both ends of a connection, the accepting one last.
func pair(t testing.TB) (near, far *tunnel.Conn) {
	url, accepted := webServer(t)
	near, err := tunnel.Dial(context.Background(), url, nil)
	check(t, err)
	far = <-accepted
	t.Cleanup(func() { near.Close(); far.Close() })
	return near, far
}

// rawPair is pair with a client that does what the test says.
func rawPair(t testing.TB) (*websocket.Conn, *tunnel.Conn) {
	url, accepted := webServer(t)
	raw, _, err := websocket.DefaultDialer.Dial(url, nil)
	check(t, err)
	far := <-accepted
	t.Cleanup(func() { raw.Close(); far.Close() })
	return raw, far
}

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{})
	r.Read(b)
	return b
}

// TestEcho sends messages of many sizes there and back, as one stream.
func TestEcho(t *testing.T) {
	near, far := pair(t)
	go io.Copy(struct{ io.Writer }{far}, far)
	for _, size := range []int{1, 125, 126, 65535, 65536, 65537, 65550, 1 << 20, 5<<20 + 3} {
		sent, got := noise(size), make([]byte, size)
		var writing sync.WaitGroup
		writing.Go(func() {
			if n, err := near.Write(sent); n != size || err != nil {
				t.Errorf("%d bytes: Write returns %d, %v", size, n, err)
			}
		})
		_, err := io.ReadFull(near, got)
		check(t, err)
		writing.Wait()
		if !bytes.Equal(sent, got) {
			t.Errorf("%d bytes come back as others", size)
		}
	}
}

// TestOneMessage: a Write is one binary message, of whatever length.
func TestOneMessage(t *testing.T) {
	raw, far := rawPair(t)
	for _, size := range []int{1, 65536, 300 << 10} {
		sent := noise(size)
		go far.Write(nil) // is none
		go far.Write(sent)
		kind, got, err := raw.ReadMessage()
		check(t, err)
		if kind != websocket.BinaryMessage || !bytes.Equal(sent, got) {
			t.Errorf("a Write of %d bytes is a message of kind %d with %d bytes", size, kind, len(got))
		}
	}
}

// TestConcurrentWrites: messages of several goroutines are not mixed, nor with
// pings.
func TestConcurrentWrites(t *testing.T) {
	near, far := pair(t)
	const writers, each, size = 4, 50, 1000
	for i := range writers {
		go func() {
			for range each {
				near.Write(bytes.Repeat([]byte{byte(i)}, size))
			}
		}()
	}
	count := make(map[byte]int)
	buf := make([]byte, size)
	for range writers * each {
		_, err := io.ReadFull(far, buf)
		check(t, err)
		if !bytes.Equal(buf, bytes.Repeat(buf[:1], size)) {
			t.Fatal("a message is mixed")
		}
		count[buf[0]]++
	}
	if diff := cmp.Diff(map[byte]int{0: each, 1: each, 2: each, 3: each}, count); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTextRefused(t *testing.T) {
	raw, far := rawPair(t)
	check(t, raw.WriteMessage(websocket.TextMessage, []byte("hello")))
	if _, err := far.Read(make([]byte, 10)); err == nil || !strings.Contains(err.Error(), "text message") {
		t.Errorf("Read returns %v, want that it was a text message", err)
	}
	_, _, err := raw.ReadMessage()
	if !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
		t.Errorf("the peer is told %v, want code 1003", err)
	}
}

// TestReason: the peer learns why, also when it has sent what was not read.
func TestReason(t *testing.T) {
	for _, tt := range []struct{ name, reason, want string }{
		{"short", "the server is stopping", "the server is stopping"},
		{"long", strings.Repeat("你", 100), strings.Repeat("你", 41)},
		{"no text", "a\xff", "a?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			near, far := pair(t)
			_, err := near.Write(noise(1 << 20))
			check(t, err)
			far.CloseWith(websocket.CloseGoingAway, tt.reason)
			far.CloseWith(websocket.CloseNormalClosure, "later")
			_, err = near.Read(make([]byte, 1))
			var closed *tunnel.CloseError
			if !errors.As(err, &closed) {
				t.Fatalf("Read fails with %v, want a CloseError", err)
			}
			if diff := cmp.Diff(&tunnel.CloseError{Code: 1001, Reason: tt.want}, closed); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if near.Err() != err {
				t.Errorf("Err returns %v", near.Err())
			}
		})
	}
}

// TestReadAllocates: in a message, Read takes no memory.
func TestReadAllocates(t *testing.T) {
	near, far := pair(t)
	go near.Write(noise(1 << 20))
	buf := make([]byte, 1000)
	if n := testing.AllocsPerRun(500, func() { io.ReadFull(far, buf) }); n != 0 {
		t.Errorf("Read allocates %v times", n)
	}
}
