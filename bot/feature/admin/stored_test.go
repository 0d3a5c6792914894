package admin

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	a := New(Deps{DB: r.DB})
	redistest.Golden(t, r, a.settings)
	redistest.Golden(t, r, a.grants)
	redistest.Golden(t, r, NewAudit(r.DB).entries)
}
