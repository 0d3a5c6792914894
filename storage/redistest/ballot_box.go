package redistest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/storage"
)

func cast(t *testing.T, r *Redis, who, ballot string) error {
	t.Helper()
	tx := r.DB.Begin(acme, "", noon)
	storage.NewBallotBox(r.DB).Cast(tx, "poll", who, ballot)
	return tx.Commit(ctx)
}

func look(t *testing.T, r *Redis, who string) storage.Look {
	t.Helper()
	b := r.DB.Batch(acme, noon)
	l := storage.NewBallotBox(r.DB).LookIn(b, "poll", who)
	must(t, b.Run(ctx))
	return *l
}

func ballots(t *testing.T, r *Redis) []string {
	t.Helper()
	var all []string
	for after := ""; ; {
		page, next, err := storage.NewBallotBox(r.DB).Ballots(ctx, acme, "poll", after, 2)
		must(t, err)
		if all = append(all, page...); next == "" {
			slices.Sort(all)
			return all
		}
		after = next
	}
}

func urn(t *testing.T, r *Redis) {
	u := storage.NewBallotBox(r.DB)
	same(t, look(t, r, "1"), storage.Look{})
	must(t, cast(t, r, "1", "yes"))
	must(t, cast(t, r, "2", "yes"))
	is(t, cast(t, r, "1", "no"), storage.ErrConflict)

	abstain := func(who string) error {
		tx := r.DB.Begin(acme, "", noon)
		u.Abstain(tx, "poll", who)
		return tx.Commit(ctx)
	}
	must(t, abstain("3"))
	must(t, abstain("3"))
	is(t, abstain("1"), storage.ErrConflict)
	same(t, look(t, r, "1"), storage.Look{Cast: 2, Abstained: 1, HasCast: true})
	same(t, look(t, r, "3"), storage.Look{Cast: 2, Abstained: 1, HasAbstained: true})
	must(t, cast(t, r, "3", "no: with a colon"))
	same(t, look(t, r, "3"), storage.Look{Cast: 3, HasCast: true})
	same(t, ballots(t, r), []string{"no: with a colon", "yes", "yes"})

	var who []string
	for after := ""; ; {
		page, next, err := u.Participants(ctx, acme, "poll", after, 1)
		must(t, err)
		if who = append(who, page...); next == "" {
			break
		}
		after = next
	}
	same(t, who, []string{"1", "2", "3"})

	tx := r.DB.Begin(acme, "", noon)
	u.Cast(tx, "a:b", "1", "x")
	if err := tx.Commit(ctx); err == nil {
		t.Error("an id with a colon is accepted")
	}
}

// randomLetters begin a ballot.
var randomLetters = regexp.MustCompile(`^[A-Z2-7]{26}:`)

// Everything that Redis holds is searched, once for the urn itself and once for
// what stands beside it.
func urnApart(t *testing.T, r *Redis) {
	for i := range 9 {
		must(t, cast(t, r, fmt.Sprint("who", i), fmt.Sprint("secret", i)))
	}
	raw, err := r.Client.ZRangeWithScores(ctx, "{c:acme}:urn:poll:what", 0, -1).Result()
	must(t, err)
	inOrder := true
	for i, z := range raw {
		text := z.Member.(string)
		if z.Score != 0 || !randomLetters.MatchString(text) {
			t.Errorf("%q with score %v: more than random letters and a ballot", text, z.Score)
		}
		inOrder = inOrder && strings.HasSuffix(text, fmt.Sprint("secret", i))
	}
	if inOrder && len(raw) == 9 { // one time in 362,880
		t.Error("ballots lie in the order in which they were cast")
	}
	for key, value := range r.Dump(t) {
		secret, who := strings.Contains(value, "secret"), strings.Contains(value, "who") || strings.Contains(key, "who")
		if secret && who {
			t.Errorf("%s holds both who and what: %s", key, value)
		}
		if secret && key != "{c:acme}:urn:poll:what" {
			t.Errorf("a ballot stands in %s too", key)
		}
	}
}

func urnBurnt(t *testing.T, r *Redis) {
	u := storage.NewBallotBox(r.DB)
	must(t, cast(t, r, "1", "yes"))
	burn := func(n int) error {
		tx := r.DB.Begin(acme, "", noon)
		u.Burn(tx, "poll", n)
		return tx.Commit(ctx)
	}
	is(t, burn(0), storage.ErrConflict)
	must(t, burn(1))
	must(t, burn(0))
	same(t, look(t, r, "1"), storage.Look{})
	for key := range r.Dump(t) {
		if strings.Contains(key, ":urn:") {
			t.Errorf("%s is left", key)
		}
	}
}

func counts(t *testing.T, r *Redis) {
	add(t, r, "a", note{Tags: []string{"x", "y"}})
	add(t, r, "b", note{Tags: []string{"x"}})
	b := r.DB.Batch(acme, noon)
	tags, none := notes(r).CountsIn(b, "tag", []string{"y", "z", "x"}), notes(r).CountsIn(b, "tag", nil)
	r.Trips.Reset()
	must(t, b.Run(ctx))
	must(t, tags.Err)
	same(t, tags.N, []int{1, 0, 2})
	same(t, len(none.N), 0)
	same(t, r.Trips.Count() <= 2, true) // two where the server does not know the script yet
}
