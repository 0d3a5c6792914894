package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
)

type doctorCmd struct {
	Lang localeFlag `placeholder:"TAG" help:"Language of the report. Without it, that of LANG."`
}

// errUnwell: something would fail. What, was printed.
var errUnwell = errors.New("something would fail")

// lookTime is how long all checks may take together.
const lookTime = time.Minute

// Run looks at everything that serve needs, and prints a line for each thing
// with what there is to do.
func (d doctorCmd) Run(s *environment) error {
	ctx, cancel := context.WithTimeout(s.ctx, lookTime)
	defer cancel()
	storage.LogTo(slog.New(slog.DiscardHandler))
	r := report{to: s.stdout, locale: language(string(d.Lang), s.getenv)}
	c, err := config.Load(s.getenv)
	for _, mistake := range mistakes(err) {
		r.say(bot.Finding{About: "configuration", Grade: bot.Failing, Says: untranslated(mistake.Error())})
	}
	store, found := openChecked(ctx, c)
	r.say(found...)
	if store != nil {
		defer store.close() //nolint:errcheck // doctor only reads
	}
	if err == nil {
		r.say(checkPlatforms(ctx, c, store)...)
		r.say(checkWaiting(ctx, c, store)...)
		r.say(checkServe(ctx, c.ListenAddr)...)
	}
	return r.end()
}

// language is the one asked for, else that of the environment.
func language(asked string, getenv func(string) string) bot.Locale {
	return i18n.Match(cmp.Or(asked, getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")))
}

// mistakes are the single ones of the configuration's error.
func mistakes(err error) []error {
	var joined interface{ Unwrap() []error }
	switch {
	case err == nil:
		return nil
	case errors.As(err, &joined):
		return joined.Unwrap()
	default:
		return []error{err}
	}
}

// untranslated is what has no translation.
func untranslated(s string) func(bot.Locale) bot.Text {
	return func(bot.Locale) bot.Text { return bot.Plain(s) }
}

// checkPlatforms has every configured platform look at itself, and at the
// channels that the bot is to post to.
func checkPlatforms(ctx context.Context, c config.Config, store *store) []bot.Finding {
	if len(c.Slack)+len(c.Discord) == 0 {
		return []bot.Finding{{About: "platforms", Grade: bot.Failing, Says: sayNoPlatform.With(), Do: doNoPlatform.With()}}
	}
	all, err := platforms(c, nil, time.Now, newMetrics(), slog.New(slog.DiscardHandler))
	if err != nil {
		return []bot.Finding{{About: "configuration", Grade: bot.Failing, Says: untranslated(err.Error())}}
	}
	found, channels := checkChannels(ctx, c, store)
	for _, p := range all {
		found = append(found, p.Check(ctx, channels)...)
	}
	return found
}

// checkChannels looks which channels there are, as configured and as admins have
// set them where there is a store, and which a community lacks.
func checkChannels(ctx context.Context, c config.Config, store *store) (found []bot.Finding, channels []bot.Channel) {
	all, err := communities(c)
	if err != nil {
		return []bot.Finding{{About: "configuration", Grade: bot.Failing, Says: untranslated(err.Error())}}, nil
	}
	for _, in := range all {
		about := "community " + string(in.ID)
		if store != nil {
			set, err := admin.New(admin.Deps{DB: store.DB, Fixed: fixed(c)}).Current(ctx, in, time.Now())
			if err != nil {
				found = append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: untranslated(err.Error())})
			} else {
				in = set
			}
		}
		if len(in.Gigs) == 0 {
			found = append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: sayNoGigs.With(), Do: doSetup.With()})
		}
		if len(in.Managers) == 0 {
			found = append(found, bot.Finding{About: about, Grade: bot.Doubtful, Says: sayNoManagers.With(), Do: doSetup.With()})
		}
		channels = append(append(channels, in.Gigs...), in.Managers...)
	}
	return found, channels
}

// report is the findings as an operator reads them.
type report struct {
	to      io.Writer
	locale  bot.Locale
	failing int
	doubts  int
}

// say prints a line for each finding: how bad, about what, what, and what to do.
// The first two are the same in every language.
func (r *report) say(found ...bot.Finding) {
	for _, f := range found {
		switch f.Grade {
		case bot.Failing:
			r.failing++
		case bot.Doubtful:
			r.doubts++
		}
		line := fmt.Sprintf("%-4s  %s: %s", f.Grade, f.About, f.Says(r.locale))
		if f.Do != nil {
			line += " → " + f.Do(r.locale).String()
		}
		fmt.Fprintln(r.to, line)
	}
}

func (r *report) end() error {
	fmt.Fprintln(r.to)
	if r.failing > 0 {
		fmt.Fprintln(r.to, sayUnwell.Text(r.locale, r.failing, r.doubts))
		return errUnwell
	}
	fmt.Fprintln(r.to, sayWell.Text(r.locale, r.doubts))
	return nil
}
