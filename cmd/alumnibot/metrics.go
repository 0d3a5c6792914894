package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
)

// metrics is what an operator's monitoring reads at /metrics. Labels are names
// of routes, platforms, communities and a few words: never anybody's account,
// never what was typed, and no more of them than the program and its
// configuration have.
type metrics struct {
	registry *prometheus.Registry

	calls *prometheus.HistogramVec
	acks  *prometheus.HistogramVec
	sends *prometheus.HistogramVec
	redis *prometheus.HistogramVec
	http  *prometheus.HistogramVec

	unknown *prometheus.CounterVec
}

// Buckets of durations, in seconds: people are answered within three.
func quick() []float64 {
	return []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 10, 30}
}

func newMetrics() *metrics {
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "alumnibot", Name: name, Help: help, Buckets: quick(),
		}, labels)
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		calls:    histogram("call_seconds", "Time from an event to its answer, by route and how it ended.", "route", "outcome"),
		acks:     histogram("ack_seconds", "Time from an event's arrival until it was acknowledged to the platform.", "platform", "kind"),
		sends:    histogram("send_seconds", "Time that a platform takes for a message that nobody asked for just now, by how it ended.", "platform", "outcome"),
		redis:    histogram("redis_seconds", "Time of a round trip to Redis.", "outcome"),
		http:     histogram("http_seconds", "Time of an HTTP request, by its class of status.", "path", "status"),
	}
	m.unknown = prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: "alumnibot", Name: "unknown_total",
		Help: "Deliveries that failed, and reports of jobs that wait, because no running version of the bot knew them for an hour.",
	}, []string{"kind"})
	m.registry.MustRegister(m.calls, m.acks, m.sends, m.redis, m.http, m.unknown,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// handler answers GET /metrics.
func (m *metrics) handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		Registry: m.registry, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4, Timeout: 10 * time.Second,
	})
}

// call is told by the engine of every event. Both labels are words of the
// program.
func (m *metrics) call(route, outcome string, took time.Duration) {
	m.calls.WithLabelValues(cmp.Or(route, "none"), outcome).Observe(took.Seconds())
}

// handled is told by the Slack adapter of every event.
func (m *metrics) handled(h slack.Handled) {
	m.acks.WithLabelValues(slack.Platform, h.Kind).Observe(h.Acked.Seconds())
}

// trip is told by storage of every round trip.
func (m *metrics) trip(took time.Duration, answered bool) {
	outcome := "ok"
	if !answered {
		outcome = "unavailable"
	}
	m.redis.WithLabelValues(outcome).Observe(took.Seconds())
}

// unknownDeliveries is told by the courier.
func (m *metrics) unknownDeliveries(n int) { m.unknown.WithLabelValues("delivery").Add(float64(n)) }

// unknownJob is told by the runner.
func (m *metrics) unknownJob() { m.unknown.WithLabelValues("job").Inc() }

// measured is an adapter whose sends are counted.
type measured struct {
	bot.Adapter
	sends *prometheus.HistogramVec
}

// Send counts how the send ended.
func (a measured) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	start := time.Now()
	ref, err := a.Adapter.Send(ctx, out)
	a.saw(start, err)
	return ref, err
}

// Edit counts how the edit ended.
func (a measured) Edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	start := time.Now()
	err := a.Adapter.Edit(ctx, ref, m)
	a.saw(start, err)
	return err
}

func (a measured) saw(start time.Time, err error) {
	a.sends.WithLabelValues(a.Traits().Platform, sendOutcome(err)).Observe(time.Since(start).Seconds())
}

// sendOutcome is one word for how a send ended.
func sendOutcome(err error) string {
	switch {
	case err == nil:
		return "sent"
	case errors.As(err, new(bot.TryAfter)):
		return "later"
	case errors.Is(err, bot.ErrStopped):
		return "stopped"
	case errors.Is(err, bot.ErrUnreachable):
		return "unreachable"
	case errors.Is(err, bot.ErrRefused):
		return "refused"
	default:
		return "uncertain"
	}
}

// timed measures the requests to a handler. The label is the pattern, not what
// a client asked for.
func (m *metrics) timed(pattern string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, seen := time.Now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		class := string('0'+rune(seen.status/100)) + "xx"
		m.http.WithLabelValues(pattern, class).Observe(time.Since(start).Seconds())
	})
}

// statusWriter remembers the status that was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
