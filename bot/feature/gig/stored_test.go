package gig

import (
	"testing"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The records of 2026 are read, and written under the same names.
func TestStored(t *testing.T) {
	r := redistest.Mini(t)
	redistest.Golden(t, r, newGigs(r.DB), func(g *Gig) { g.Audience, g.State = Everyone, Open })
	redistest.Golden(t, r, newApplications(r.DB), func(a *Application) { a.State = Talking })
	redistest.Golden(t, r, newKept(r.DB))
	redistest.Golden(t, r, newReferrals(r.DB))
}
