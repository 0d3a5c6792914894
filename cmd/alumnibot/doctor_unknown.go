package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
)

// maxWaiting is how many jobs and how many notices of a community doctor looks at,
// those that have waited longest.
const maxWaiting = 1000

// checkWaiting names the jobs and notices that wait for a version of the bot that
// knows them, because this one does not.
func checkWaiting(ctx context.Context, c config.Config, store *store) []bot.Finding {
	if store == nil {
		return nil
	}
	in, err := communities(c)
	if err != nil {
		return nil // checkChannels says so
	}
	b, err := app.New(app.Deps{
		DB: store.DB, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Communities: in,
		Profile: accountProfile, Sending: c.Sending, Retention: c.Retention, Fixed: fixed(c),
	})
	if err != nil {
		return []bot.Finding{{About: "configuration", Grade: bot.Failing, Says: untranslated(err.Error())}}
	}
	return unknownWork(ctx, store.DB, in, b.Features, time.Now())
}

// unknownWork finds the jobs and notices that are due and that no feature has.
func unknownWork(ctx context.Context, db *storage.DB, in []bot.Community, features []bot.Feature, at time.Time) (found []bot.Finding) {
	knownJobs, knownNotices := map[string]bool{}, map[string]bool{}
	for _, f := range features {
		for _, j := range f.Jobs {
			knownJobs[j.Name] = true
		}
		for _, n := range f.Notices {
			knownNotices[n.Name] = true
		}
	}
	for _, one := range in {
		about, scope := "community "+string(one.ID), storage.CommunityScope(string(one.ID))
		jobs, err := storage.NewAgenda(db).Waiting(ctx, scope, at, maxWaiting)
		if err != nil {
			return append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: untranslated(err.Error())})
		}
		notices, err := storage.NewLedger(db).Waiting(ctx, scope, at, maxWaiting)
		if err != nil {
			return append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: untranslated(err.Error())})
		}
		since := map[string]time.Time{}
		for _, j := range jobs {
			if name, _, _ := strings.Cut(j.ID, ":"); !knownJobs[name] {
				earliest(since, name, j.Due)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(since)) {
			found = append(found, bot.Finding{About: about, Grade: bot.Doubtful,
				Says: sayUnknownJob.With(name, since[name].UTC().Format(time.RFC3339)), Do: doUnknown.With()})
		}
		clear(since)
		for _, n := range notices {
			if !knownNotices[n.Notice] {
				earliest(since, n.Notice, n.Unknown)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(since)) {
			says := sayUnknownNotice.With(name)
			if !since[name].IsZero() {
				says = sayUnknownNoticeSince.With(name, since[name].UTC().Format(time.RFC3339))
			}
			found = append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: says, Do: doUnknown.With()})
		}
	}
	return found
}

// earliest keeps the first moment of a name; the zero time is later than any.
func earliest(since map[string]time.Time, name string, at time.Time) {
	if old, there := since[name]; !there || old.IsZero() || !at.IsZero() && at.Before(old) {
		since[name] = at
	}
}
