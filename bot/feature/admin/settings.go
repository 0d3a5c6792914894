package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Settings are what the admins of a community set.
type Settings struct {
	// Gigs and Managers are added to those of the configuration.
	Gigs     []bot.Channel `json:"Gigs"`
	Managers []bot.Channel `json:"Managers"`
	Zone     string        `json:"Zone"`     // IANA name; empty: as configured
	Language bot.Locale    `json:"Language"` // empty: as configured
	Asked    time.Time     `json:"Asked"`    // when an admin was last asked for what is missing
}

const settingsID = "settings"

// applied is the community as it is configured, with its own settings.
func (a *Admin) applied(in bot.Community, s Settings) bot.Community {
	fixed := a.Fixed(in.ID)
	in.Gigs, in.Managers = union(in.Gigs, s.Gigs), union(in.Managers, s.Managers)
	if zone, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" && !fixed.Zone {
		in.Zone = zone
	}
	if s.Language != "" && !fixed.Language {
		in.Locale = s.Language
	}
	return in
}

func union(a, b []bot.Channel) []bot.Channel {
	all := slices.Clone(a)
	for _, ch := range b {
		if !slices.Contains(all, ch) {
			all = append(all, ch)
		}
	}
	return all
}

// Settle is engine.Config.Settle: it reads the settings in the trip that tells
// who acts.
func (a *Admin) Settle(b *storage.Batch, in bot.Community) func() (bot.Community, error) {
	r := a.settings.GetIn(b, settingsID)
	return func() (bot.Community, error) {
		switch {
		case errors.Is(r.Err, storage.ErrNotFound):
			return in, nil
		case r.Err != nil:
			return in, fmt.Errorf("read the settings: %w", r.Err)
		}
		return a.applied(in, r.Record.Value), nil
	}
}

// Current is a community with its own settings, in one trip.
func (a *Admin) Current(ctx context.Context, in bot.Community, at time.Time) (bot.Community, error) {
	r, err := a.stored(ctx, in.ID, at)
	if err != nil {
		return in, err
	}
	return a.applied(in, r.Value), nil
}

// stored is the record of the settings, a new one where there is none.
func (a *Admin) stored(ctx context.Context, in bot.CommunityID, at time.Time) (*storage.Record[Settings], error) {
	r, err := kit.GetOrNew(ctx, kit.On(in, at), a.settings, settingsID)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	return r, nil
}
