package gig_test

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// TestDigestReadsWhatIsNew: what a recipient of a digest costs does not depend on
// how many gigs were open before.
func TestDigestReadsWhatIsNew(t *testing.T) {
	read := func(before, members int) int {
		w := newWorld(t)
		for i := range members {
			w.wants(w.register(fmt.Sprint("m", i), member.Member{Skills: []string{"go"}}), "Once a day")
		}
		for i := range before {
			w.post(fmt.Sprint("Old", i), 1)
		}
		w.Pass(2 * day)
		w.post("New", 1)
		w.told()
		w.Redis.Trips.Reset()
		w.Pass(day)
		if n := len(w.told()); n != members {
			t.Fatalf("%d digests, want %d", n, members)
		}
		return w.Redis.Trips.Read()
	}
	perRecipient := func(before int) int { return (read(before, 6) - read(before, 1)) / 5 }
	few, many := perRecipient(15), perRecipient(60)
	if many > few+few/10 {
		t.Errorf("a digest reads %d bytes for each recipient with 15 gigs open before, and %d with 60", few, many)
	}
}
