package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// gauges are what is looked up when /metrics is read: how much waits, since
// when, and what is connected.
type gauges struct {
	db          *storage.DB
	ledger      *storage.Ledger
	agenda      *storage.Agenda
	communities []bot.Community
	platforms   []bot.Platform
	crowd       *connLimiter
	clock       bot.Clock
	log         *slog.Logger
}

// lookUpTime is how long reading /metrics may wait for Redis.
const lookUpTime = 3 * time.Second

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("alumnibot_"+name, help, labels, nil)
}

var (
	descAge    = describe("queue_age_seconds", "Since when the oldest thing that is due waits.", "community", "queue")
	descOpen   = describe("announcements", "Announcements with deliveries that are not settled.", "community")
	descStates = describe("deliveries", "Deliveries of unsettled announcements, by their state in the ledger.", "community", "state")
	descUp     = describe("up", "Whether Redis answers and each platform is ready: 1 or 0.", "part")
	descLinks  = describe("connections", "Connections to a platform: those that are up, and those that should be.", "platform", "state")
	descHTTP   = describe("http_connections", "Connections of clients to the HTTP server.")
)

// Describe tells what Collect gives.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descAge, descOpen, descStates, descUp, descLinks, descHTTP} {
		to <- d
	}
}

// Collect looks everything up. What cannot be looked up is left out, and Redis
// is not up.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lookUpTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(descHTTP, float64(g.crowd.count()))
	for _, p := range g.platforms {
		name := p.Traits().Platform
		gauge(descUp, yes(p.Ready() == nil), name)
		up, of := p.Links()
		gauge(descLinks, float64(up), name, "up")
		gauge(descLinks, float64(of), name, "wanted")
	}
	var err error
	for _, in := range g.communities {
		if err = g.queues(ctx, in.ID, gauge); err != nil {
			g.log.Warn("metrics: the queues could not be looked up", "community", in.ID, "error", err)
			break
		}
	}
	if err == nil {
		err = g.db.Ping(ctx)
	}
	gauge(descUp, yes(err == nil), "redis")
}

func (g *gauges) queues(ctx context.Context, in bot.CommunityID, gauge func(*prometheus.Desc, float64, ...string)) error {
	scope := storage.CommunityScope(string(in))
	backlog, err := g.ledger.Backlog(ctx, scope)
	if err != nil {
		return err
	}
	next, err := g.agenda.NextDue(ctx, scope)
	if err != nil {
		return err
	}
	community := string(in)
	gauge(descAge, g.age(backlog.Oldest), community, "deliveries")
	gauge(descAge, g.age(next), community, "agenda")
	gauge(descOpen, float64(backlog.Announcements), community)
	for _, s := range []struct {
		state storage.State
		name  string
	}{
		{storage.Pending, "pending"}, {storage.Sending, "sending"}, {storage.Sent, "sent"},
		{storage.Failed, "failed"}, {storage.Unknown, "uncertain"}, {storage.Suppressed, "suppressed"},
	} {
		gauge(descStates, float64(backlog.States[s.state]), community, s.name)
	}
	return nil
}

// age is since when something is due, in seconds; 0 for what is not.
func (g *gauges) age(due time.Time) float64 {
	if due.IsZero() {
		return 0
	}
	return max(0, g.clock().Sub(due).Seconds())
}

func yes(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
