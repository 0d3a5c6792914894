package member

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	m := New(Deps{DB: r.DB})
	redistest.Golden(t, r, m.members)
	redistest.Golden(t, r, m.ledger)
	redistest.Golden(t, r, m.searches)
	redistest.Golden(t, r, m.words)
}
