package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// wound is how far the playground's clock was put ahead. It is nobody's data, and
// survives that everything else is erased.
type wound struct {
	AheadSeconds int64 `json:"AheadSeconds"`
}

const woundID = "clock"

var woundScope = storage.SpaceScope("playground")

// keepIn has the clock go on as it was left there, and keeps how it is moved.
func (b *backstage) keepIn(ctx context.Context, db *storage.DB) error {
	clocks := storage.NewCollection(db, storage.Schema[wound]{Name: "wound"})
	read := func(ctx context.Context) (*storage.Record[wound], error) {
		r, err := clocks.Get(ctx, woundScope, woundID, time.Now())
		if errors.Is(err, storage.ErrNotFound) {
			return clocks.New(woundID, wound{}), nil
		}
		return r, err
	}
	r, err := read(ctx)
	if err != nil {
		return fmt.Errorf("read the playground's clock: %w", err)
	}
	b.wind(time.Duration(r.Value.AheadSeconds) * time.Second)
	b.keep = func(ctx context.Context, ahead time.Duration) error {
		r, err := read(ctx)
		if err != nil {
			return err
		}
		r.Value.AheadSeconds = int64(ahead/time.Second) + 1 // never back
		tx := db.Begin(woundScope, "", time.Now())
		clocks.Put(tx, r)
		return tx.Commit(ctx)
	}
	return nil
}
