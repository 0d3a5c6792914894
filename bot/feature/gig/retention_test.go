package gig_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// TestRetention: a gig that has been over for so long is gone, with everybody who
// applied or passed it on. What is not over stays, and what is not for so long.
func TestRetention(t *testing.T) {
	w := newWorld(t)
	hana, ken, aoi := w.register("hana", member.Member{}), w.register("ken", member.Member{}), w.register("aoi", member.Member{})
	old := w.post("Old", 1)
	accepted := w.apply(hana, old).Arg
	withdraw := w.apply(ken, old)
	w.Press(ken, withdraw)
	w.PressRoute(aoi, "gig.refer", old)
	w.PressRoute(hr, "gig.accept", accepted)
	w.Fill(hr, w.Type(hr, "/gig post title:Draft client:Acme task:Work skills:go audience:alumni "+
		"period:x place:remote hours:1 deadline:12/20 pay:¥1 payment:30 people:1"), nil)

	w.Pass(kept - day)
	late := w.post("Late", 1)
	w.PressRoute(hr, "gig.accept", w.apply(hana, late).Arg)
	before := w.Mentions(old)
	for _, want := range []string{":gig:r:" + old, ":gigapp:r:" + accepted, ":gigapp:r:" + withdraw.Arg, ":gigref:r:"} {
		if !slices.ContainsFunc(before, func(key string) bool { return strings.Contains(key, want) }) {
			t.Fatalf("a day before its time there is no %s, but %q", want, before)
		}
	}
	// stored is what there is of it besides messages on their way.
	stored := func(what string) []string {
		return slices.DeleteFunc(w.Mentions(what), func(key string) bool { return strings.Contains(key, ":ledger:") })
	}
	drafts, others := w.Mentions("Draft"), stored(late)

	w.Pass(2 * day)
	if left := w.Mentions(old); len(left) > 0 {
		t.Errorf("it still stands in %q", left)
	}
	if got := w.Mentions("Draft"); len(got) == 0 || !slices.Equal(got, drafts) {
		t.Errorf("of the draft there was %q, now %q", drafts, got)
	}
	if got := stored(late); len(got) == 0 || !slices.Equal(got, others) {
		t.Errorf("of what was over later there was %q, now %q", others, got)
	}
}
