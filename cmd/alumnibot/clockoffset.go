package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// clockOffset is the stored record of how far the playground's clock is ahead of the
// real one. It lives outside the community's scope, so it survives a reset.
type clockOffset struct {
	AheadSeconds int64 `json:"AheadSeconds"`
}

const clockOffsetID = "clock"

var playgroundScope = storage.SpaceScope("playground")

// persistIn restores the stored offset and has every later change stored.
func (b *backstage) persistIn(ctx context.Context, db *storage.DB) error {
	clocks := storage.NewCollection(db, storage.Schema[clockOffset]{Name: "wound"})
	read := func(ctx context.Context) (*storage.Record[clockOffset], error) {
		r, err := clocks.Get(ctx, playgroundScope, clockOffsetID, time.Now())
		if errors.Is(err, storage.ErrNotFound) {
			return clocks.New(clockOffsetID, clockOffset{}), nil
		}
		return r, err
	}
	r, err := read(ctx)
	if err != nil {
		return fmt.Errorf("read the playground's clock: %w", err)
	}
	b.setAhead(time.Duration(r.Value.AheadSeconds) * time.Second)
	b.keep = func(ctx context.Context, ahead time.Duration) error {
		r, err := read(ctx)
		if err != nil {
			return err
		}
		r.Value.AheadSeconds = int64(ahead/time.Second) + 1 // never back
		tx := db.Begin(playgroundScope, "", time.Now())
		clocks.Put(tx, r)
		return tx.Commit(ctx)
	}
	return nil
}
