package engine

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	redistest.Golden(t, r, newCommunityChoices(r.DB))
	redistest.Golden(t, r, newDrafts(r.DB))
}
