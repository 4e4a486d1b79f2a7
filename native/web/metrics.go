package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/socketlab/socketlab/shared/socket"
)

// metrics is what /metrics shows, in a registry of this server's own.
type metrics struct {
	handler http.Handler
	refused *prometheus.CounterVec // requests, by reason
	byErrno *prometheus.CounterVec // socket calls
}

func newMetrics(g *registry) *metrics {
	m := &metrics{
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "socketlab_refused_requests_total", Help: "HTTP requests refused, by what was wrong.",
		}, []string{"reason"}),
		byErrno: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "socketlab_refused_calls_total", Help: "Socket calls of sessions that were refused, by error.",
		}, []string{"errno"}),
	}
	for _, errno := range refusals {
		m.byErrno.WithLabelValues(string(errno)) // so that 0 is shown
	}
	all := prometheus.NewRegistry()
	all.MustRegister(m.refused, m.byErrno, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, kind := range []string{"bridge", "run"} {
		all.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "socketlab_sessions", Help: "Sessions that live.", ConstLabels: prometheus.Labels{"kind": kind},
		}, func() float64 { return float64(g.count(kind)) }))
	}
	all.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "socketlab_sockets", Help: "Sockets that sessions have open.",
	}, func() float64 { return float64(g.sockets.Load()) }))
	counters := []struct {
		name, help string
		value      func() int64
	}{
		{"socketlab_sessions_opened_total", "Sessions so far.", func() int64 { n, _, _ := g.totals(); return n }},
		{"socketlab_received_bytes_total", "Bytes that came from clients.", func() int64 { _, n, _ := g.totals(); return n }},
		{"socketlab_sent_bytes_total", "Bytes that went to clients.", func() int64 { _, _, n := g.totals(); return n }},
	}
	for _, c := range counters {
		all.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: c.name, Help: c.help},
			func() float64 { return float64(c.value()) }))
	}
	m.handler = promhttp.HandlerFor(all, promhttp.HandlerOpts{})
	return m
}

// calls counts a socket call that was refused.
func (m *metrics) calls(errno socket.Errno) { m.byErrno.WithLabelValues(string(errno)).Inc() }
