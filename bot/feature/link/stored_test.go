package link

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	redistest.Golden(t, r, newCodes(r.DB))
	redistest.Golden(t, r, newGuesses(r.DB))
}
