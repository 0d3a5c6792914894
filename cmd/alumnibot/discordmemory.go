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

// memoryTTL is how long a value is kept after it was last stored.
const memoryTTL = 180 * 24 * time.Hour

// discordMemory is a discord.Memory in Redis, shared by all copies of the bot.
type discordMemory struct {
	db    *storage.DB
	of    *storage.Collection[rememberedValue]
	scope storage.Scope
	clock bot.Clock
}

type rememberedValue struct {
	Value string `json:"value"`
}

// newDiscordMemory returns the memory of Discord's adapter. An account has the same
// id on every server, so all servers share one scope.
func newDiscordMemory(db *storage.DB, clock bot.Clock) *discordMemory {
	return &discordMemory{
		db: db, of: storage.NewCollection(db, storage.Schema[rememberedValue]{Name: "known"}),
		scope: storage.AccountScope(discord.Platform, "all"), clock: clock,
	}
}

// Load returns the value of a key, or "".
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

// Store sets the value of a key. Of two concurrent calls, one wins.
func (m *discordMemory) Store(ctx context.Context, key, value string) error {
	at := m.clock()
	r, err := m.of.Get(ctx, m.scope, key, at)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		r = m.of.New(key, rememberedValue{})
	case err != nil:
		return fmt.Errorf("remember: %w", err)
	case r.Value.Value == value && r.Expires.After(at.Add(memoryTTL/2)):
		return nil
	}
	r.Value.Value, r.Expires = value, at.Add(memoryTTL)
	tx := m.db.Begin(m.scope, "", at)
	m.of.Put(tx, r)
	if err := tx.Commit(ctx); err != nil && !errors.Is(err, storage.ErrConflict) {
		return fmt.Errorf("remember: %w", err)
	}
	return nil
}
