package seed

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	target := Target{DB: r.DB}
	redistest.Golden(t, r, target.crowds())
	redistest.Golden(t, r, target.fillMarkers())
}
