package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

const (
	oldestRedis = 5 // the first that knows all commands
	triedRedis  = 7 // the first that is tested
	someSkew    = 5 * time.Second
)

// openChecked opens the store, and says whether it could be used and keeps what
// it is given. The store is nil where it cannot be opened.
func openChecked(ctx context.Context, c config.Config) (*store, []bot.Finding) {
	const about = "redis"
	path, installed := embedded.Find()
	if c.RedisURL.IsZero() && !installed {
		return nil, []bot.Finding{{About: about, Grade: bot.Failing, Says: sayNoRedis.With(), Do: doNoRedis.With()}}
	}
	var found []bot.Finding
	url, running := embedded.Running(c.DataDir)
	if running = running && c.RedisURL.IsZero(); running {
		c.RedisURL = secret.New(url)
		found = append(found, bot.Finding{About: about, Grade: bot.Fine, Says: sayInUse.With(c.DataDir)})
	}
	store, err := openStore(ctx, c, c.DataDir, slog.New(slog.DiscardHandler))
	switch {
	case errors.Is(err, embedded.ErrInUse): // it is just starting, or just ending
		return nil, []bot.Finding{{About: about, Grade: bot.Fine, Says: sayInUse.With(c.DataDir)}}
	case err != nil:
		return nil, []bot.Finding{{About: about, Grade: bot.Failing, Says: untranslated(err.Error())}}
	}
	if c.RedisURL.IsZero() {
		found = append(found, bot.Finding{About: about, Grade: bot.Fine, Says: sayOwnRedis.With(path, c.DataDir)})
	}
	if err := store.Writable(ctx); err != nil {
		found = append(found, bot.Finding{About: about, Grade: bot.Failing, Says: sayNotWritable.With(err.Error()), Do: doNotWritable.With()})
	}
	servers, err := store.Servers(ctx, time.Now)
	if err != nil {
		return store, append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: sayRedisSilent.With(err.Error())})
	}
	for _, s := range servers {
		name := about
		if s.Addr != "" {
			name += " " + s.Addr
		}
		for _, f := range judge(s) {
			f.About = name
			found = append(found, f)
		}
	}
	return store, found
}

// judge says what is good and bad about a server.
func judge(s storage.Server) []bot.Finding {
	return []bot.Finding{judgeVersion(s), judgePersistence(s), judgeMemory(s), judgeClock(s)}
}

func judgeVersion(s storage.Server) bot.Finding {
	var major int
	if n, _ := fmt.Sscanf(s.Version, "%d.", &major); n == 0 {
		return bot.Finding{Grade: bot.Doubtful, Says: sayVersionUnsaid.With()}
	}
	switch {
	case major < oldestRedis:
		return bot.Finding{Grade: bot.Failing, Says: sayVersion.With(s.Version), Do: doVersion.With(triedRedis)}
	case major < triedRedis:
		return bot.Finding{Grade: bot.Doubtful, Says: sayVersion.With(s.Version), Do: doVersion.With(triedRedis)}
	}
	return bot.Finding{Grade: bot.Fine, Says: sayVersion.With(s.Version)}
}

func judgePersistence(s storage.Server) bot.Finding {
	switch {
	case s.Version == "":
		return bot.Finding{Grade: bot.Doubtful, Says: sayKeepsUnsaid.With(), Do: doAppendOnly.With()}
	case s.AppendFails:
		return bot.Finding{Grade: bot.Failing, Says: sayAppendFails.With(), Do: doAppendFails.With()}
	case s.AppendOnly && s.Fsync == "no":
		return bot.Finding{Grade: bot.Doubtful, Says: sayFsyncNever.With(), Do: doFsync.With()}
	case s.AppendOnly:
		return bot.Finding{Grade: bot.Fine, Says: sayAppendOnly.With()}
	case s.Replicas > 0:
		return bot.Finding{Grade: bot.Doubtful, Says: sayOnlyReplicas.With(s.Replicas), Do: doAppendOnly.With()}
	}
	return bot.Finding{Grade: bot.Failing, Says: sayNotKept.With(), Do: doAppendOnly.With()}
}

func judgeMemory(s storage.Server) bot.Finding {
	const keepsAll = "noeviction"
	switch {
	case s.Eviction == "":
		return bot.Finding{Grade: bot.Doubtful, Says: sayEvictionUnsaid.With(), Do: doEviction.With()}
	case s.Eviction != keepsAll:
		return bot.Finding{Grade: bot.Failing, Says: sayEvicts.With(s.Eviction), Do: doEviction.With()}
	case s.MaxMemory > 0 && s.UsedMemory > s.MaxMemory/10*9:
		return bot.Finding{Grade: bot.Doubtful, Says: sayNearlyFull.With(int(s.UsedMemory * 100 / s.MaxMemory)), Do: doNearlyFull.With()}
	}
	return bot.Finding{Grade: bot.Fine, Says: sayKeepsAll.With(s.Eviction)}
}

func judgeClock(s storage.Server) bot.Finding {
	if s.Ahead.Abs() > someSkew {
		return bot.Finding{Grade: bot.Doubtful, Says: sayRedisClock.With(s.Ahead.Abs().Round(time.Second).String()), Do: doRedisClock.With()}
	}
	return bot.Finding{Grade: bot.Fine, Says: sayClockFine.With()}
}
