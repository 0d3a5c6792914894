package web

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	k := newKeeper(Config{DB: r.DB})
	redistest.Golden(t, r, k.messages)
	redistest.Golden(t, r, k.marks)
}
