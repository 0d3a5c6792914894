package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// remembered is how long Discord's adapter remembers what nobody asks for any
// more.
const remembered = 180 * 24 * time.Hour

// discordMemory is a discord.Memory in Redis, which all copies of the bot share.
type discordMemory struct {
	db    *storage.DB
	of    *storage.Collection[kept]
	scope storage.Scope
	clock bot.Clock
}

type kept struct {
	Value string `json:"value"`
}

// newDiscordMemory is what Discord's adapter remembers. An account has one id on all
// servers, so that all of them share one space.
func newDiscordMemory(db *storage.DB, clock bot.Clock) *discordMemory {
	return &discordMemory{
		db: db, of: storage.NewCollection(db, storage.Schema[kept]{Name: "known"}),
		scope: storage.AccountScope(discord.Platform, "all"), clock: clock,
	}
}

// Load returns what is kept under a key, or "".
func (m *discordMemory) Load(ctx context.Context, key string) (string, error) {
	r, err := m.of.Get(ctx, m.scope, key, m.clock())
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("look up what is remembered: %w", err)
	}
	return r.Value.Value, nil
}

// Store keeps a value. Of two copies that store at the same moment, one wins.
func (m *discordMemory) Store(ctx context.Context, key, value string) error {
	at := m.clock()
	r, err := m.of.Get(ctx, m.scope, key, at)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		r = m.of.New(key, kept{})
	case err != nil:
		return fmt.Errorf("remember: %w", err)
	case r.Value.Value == value && r.Expires.After(at.Add(remembered/2)):
		return nil
	}
	r.Value.Value, r.Expires = value, at.Add(remembered)
	tx := m.db.Begin(m.scope, "", at)
	m.of.Put(tx, r)
	if err := tx.Commit(ctx); err != nil && !errors.Is(err, storage.ErrConflict) {
		return fmt.Errorf("remember: %w", err)
	}
	return nil
}
