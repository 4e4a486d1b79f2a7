package tunnel_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"syscall/js"
	"testing"
	"time"

	"github.com/socketlab/socketlab/shared/socket"
)

// The benchmarks run what is measured and its baseline in turns, and report the
// median of the turns' ratios: what noise slows, it slows on both sides.
// native/browsertest has the servers, and the baseline, globalThis.bare.

const bulk = 64 << 20

// BenchmarkBulk moves 64 MiB over one connection.
func BenchmarkBulk(b *testing.B) {
	for _, way := range []string{"up", "down"} {
		b.Run(way, func(b *testing.B) {
			st := farMachine(b).stack(b)
			report(b, "MB/s", func() float64 {
				return bulk / 1e3 / bare(b, way, bulk)
			}, func() float64 {
				return bulk / 1e6 / move(b, st, way).Seconds()
			})
		})
	}
}

// BenchmarkEcho times the round trip of 64 bytes, alone.
func BenchmarkEcho(b *testing.B) {
	st := farMachine(b).stack(b)
	c := dial(b, st, 'e')
	report(b, "µs", func() float64 {
		return bare(b, "echo", 1000) * 1000
	}, func() float64 {
		times := make([]time.Duration, 1000)
		for i := range times {
			start := time.Now()
			trip(b, c)
			times[i] = time.Since(start)
		}
		slices.Sort(times)
		return float64(times[len(times)/2]) / 1e3
	})
}

// BenchmarkEchoes counts the round trips of 64 bytes on 100 connections at once.
func BenchmarkEchoes(b *testing.B) {
	st := farMachine(b).stack(b)
	var conns []net.Conn
	for range 100 {
		conns = append(conns, dial(b, st, 'e'))
	}
	const each = 200
	var rates []float64
	for b.Loop() {
		start := time.Now()
		var all sync.WaitGroup
		for _, c := range conns {
			all.Go(func() {
				for range each {
					trip(b, c)
				}
			})
		}
		all.Wait()
		rates = append(rates, float64(len(conns)*each)/time.Since(start).Seconds())
	}
	b.ReportMetric(median(rates), "echoes/s")
	b.ReportMetric(0, "ns/op")
}

// report runs a baseline and what is measured in turns.
func report(b *testing.B, unit string, base, ours func() float64) {
	var bases, rates, ratios []float64
	for b.Loop() {
		x, y := base(), ours()
		bases, rates, ratios = append(bases, x), append(rates, y), append(ratios, y/x)
	}
	b.ReportMetric(median(bases), "bare-"+unit)
	b.ReportMetric(median(rates), "wasm-"+unit)
	b.ReportMetric(median(ratios), "of-bare")
	b.ReportMetric(0, "ns/op")
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// bare runs the baseline.
func bare(b *testing.B, what string, n int) float64 {
	object := js.Global().Get("bare")
	if object.IsUndefined() {
		b.Skip("no baseline: go test -bench . ./native/browsertest runs this in Chromium")
	}
	result := make(chan js.Value, 1)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		result <- args[0]
		return nil
	})
	defer then.Release()
	object.Call(what, os.Getenv("SOCKETLAB_BARE"), n).Call("then", then, then)
	v := <-result
	if v.Type() != js.TypeNumber {
		b.Fatal(v.Call("toString").String())
	}
	return v.Float()
}

// dial connects to the server of transfers and makes its request.
func dial(b *testing.B, st socket.Stack, letter byte) net.Conn {
	c, err := socket.Dial(b.Context(), st, "tcp", os.Getenv("SOCKETLAB_TCP"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	if _, err := c.Write(binary.BigEndian.AppendUint64([]byte{letter}, bulk)); err != nil {
		b.Fatal(err)
	}
	return c
}

// trip sends 64 bytes and waits for them.
func trip(b *testing.B, c net.Conn) {
	var buf [64]byte
	_, err := c.Write(buf[:])
	if err == nil {
		_, err = io.ReadFull(c, buf[:])
	}
	if err != nil {
		panic(fmt.Sprint("echo: ", err))
	}
}

// move moves bulk bytes one way.
func move(b *testing.B, st socket.Stack, way string) time.Duration {
	start := time.Now()
	c := dial(b, st, way[0])
	defer c.Close()
	buf := make([]byte, 64<<10)
	var err error
	if way == "up" {
		for sent := 0; sent < bulk && err == nil; sent += len(buf) {
			_, err = c.Write(buf)
		}
		if err == nil {
			_, err = io.ReadFull(c, buf[:1])
		}
	} else {
		for got, n := 0, 0; got < bulk && err == nil; got += n {
			n, err = c.Read(buf)
		}
	}
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
