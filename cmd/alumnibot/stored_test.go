package main

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	redistest.Golden(t, r, newDiscordMemory(r.DB, nil).of)
	redistest.Golden(t, r, storage.NewCollection(r.DB, storage.Schema[clockOffset]{Name: "wound"}))
}
