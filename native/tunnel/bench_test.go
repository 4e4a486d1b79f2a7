package tunnel_test

import (
	"fmt"
	"io"
	"net"
	"sort"
	"sync"
	"testing"
	"time"
)

const piece = 64 << 10

// BenchmarkBulk moves bytes up and down, over 1 and 100 connections.
func BenchmarkBulk(b *testing.B) {
	const total = 512 << 20
	sink := listen(b, func(c net.Conn) {
		io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{c}, make([]byte, piece))
		c.Write([]byte("."))
	})
	all := paths(b)
	for _, streams := range []int{1, 100} {
		each := total / streams / piece * piece
		source := listen(b, func(c net.Conn) {
			buf := make([]byte, piece)
			for range each / piece {
				c.Write(buf)
			}
		})
		b.Run(fmt.Sprintf("up/streams=%d", streams), func(b *testing.B) {
			compare(b, all, func(p path) float64 {
				return perSecond(total>>20, func() { together(b, p, sink, streams, func(c net.Conn) { push(b, c, each) }) })
			})
		})
		b.Run(fmt.Sprintf("down/streams=%d", streams), func(b *testing.B) {
			compare(b, all, func(p path) float64 {
				return perSecond(total>>20, func() { together(b, p, source, streams, func(c net.Conn) { pull(b, c, each) }) })
			})
		})
	}
}

// push sends so many bytes and waits until all have arrived.
func push(b *testing.B, c net.Conn, n int) {
	buf := make([]byte, piece)
	for range n / piece {
		if _, err := c.Write(buf); err != nil {
			b.Error(err)
			return
		}
	}
	c.(interface{ CloseWrite() error }).CloseWrite()
	if _, err := io.ReadFull(c, buf[:1]); err != nil {
		b.Error(err)
	}
}

func pull(b *testing.B, c net.Conn, n int) {
	got, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{c}, make([]byte, piece))
	if err != nil || got != int64(n) {
		b.Errorf("received %d bytes of %d: %v", got, n, err)
	}
}

// together uses so many connections at once.
func together(b *testing.B, p path, address string, n int, use func(net.Conn)) {
	var all sync.WaitGroup
	for range n {
		c, err := p.dial(address)
		if err != nil {
			b.Fatal(err)
		}
		all.Go(func() {
			defer c.Close()
			use(c)
		})
	}
	all.Wait()
}

// BenchmarkEcho sends 64 bytes and waits for them, over 1 and 100 connections
// at once; p99 is the 100's, beside the relay's.
func BenchmarkEcho(b *testing.B) {
	at := listen(b, echo)
	all := paths(b)
	for _, streams := range []int{1, 100} {
		b.Run(fmt.Sprintf("streams=%d", streams), func(b *testing.B) {
			late := map[string][]float64{}
			rounds := 20_000 / streams
			compare(b, all, func(p path) float64 {
				var mu sync.Mutex
				var took []time.Duration
				var rate float64
				conns := dialAll(b, p, at, streams)
				rate = perSecond(rounds*streams, func() {
					var all sync.WaitGroup
					for _, c := range conns {
						all.Go(func() {
							mine := rally(b, c, rounds)
							mu.Lock()
							took = append(took, mine...)
							mu.Unlock()
						})
					}
					all.Wait()
				})
				for _, c := range conns {
					c.Close()
				}
				late[p.name] = append(late[p.name], float64(percentile(took, 0.99).Microseconds()))
				return rate
			})
			b.ReportMetric(median(late["bridge"])/median(late["relay"]), "p99/relay")
		})
	}
}

func dialAll(b *testing.B, p path, at string, n int) []net.Conn {
	conns := make([]net.Conn, n)
	for i := range conns {
		c, err := p.dial(at)
		if err != nil {
			b.Fatal(err)
		}
		conns[i] = c
		rally(b, c, 1)
	}
	return conns
}

// rally sends and receives 64 bytes so many times.
func rally(b *testing.B, c net.Conn, n int) []time.Duration {
	buf := make([]byte, 64)
	took := make([]time.Duration, 0, n)
	for range n {
		start := time.Now()
		if _, err := c.Write(buf); err != nil {
			b.Error(err)
			break
		}
		if _, err := io.ReadFull(c, buf); err != nil {
			b.Error(err)
			break
		}
		took = append(took, time.Since(start))
	}
	return took
}

func percentile(d []time.Duration, p float64) time.Duration {
	sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
	return d[min(int(p*float64(len(d))), len(d)-1)]
}

// BenchmarkOpen connects and closes, one at a time and 32 at once.
func BenchmarkOpen(b *testing.B) {
	at := listen(b, func(c net.Conn) { io.Copy(io.Discard, c) })
	all := paths(b)
	for _, workers := range []int{1, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			const opens = 1024
			compare(b, all, func(p path) float64 {
				return perSecond(opens, func() {
					var all sync.WaitGroup
					for range workers {
						all.Go(func() {
							for range opens / workers {
								c, err := p.dial(at)
								if err != nil {
									b.Error(err)
									return
								}
								c.Close()
							}
						})
					}
					all.Wait()
				})
			})
		})
	}
}

// BenchmarkBeside measures an echo beside 4 bulk downloads: its median, beside
// the relay's.
func BenchmarkBeside(b *testing.B) {
	echoes := listen(b, echo)
	source := listen(b, func(c net.Conn) {
		buf := make([]byte, piece)
		for {
			if _, err := c.Write(buf); err != nil {
				return
			}
		}
	})
	all := paths(b)[1:]
	compare(b, all, func(p path) float64 {
		var downloads sync.WaitGroup
		bulk := dialAllQuiet(b, p, source, 4)
		for _, c := range bulk {
			downloads.Go(func() { io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{c}, make([]byte, piece)) })
		}
		c := dialAll(b, p, echoes, 1)[0]
		took := percentile(rally(b, c, 500), 0.5)
		c.Close()
		for _, c := range bulk {
			c.Close()
		}
		downloads.Wait()
		return took.Seconds()
	})
}

func dialAllQuiet(b *testing.B, p path, at string, n int) []net.Conn {
	conns := make([]net.Conn, n)
	for i := range conns {
		var err error
		if conns[i], err = p.dial(at); err != nil {
			b.Fatal(err)
		}
	}
	return conns
}
