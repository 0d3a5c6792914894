package main

import (
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// A crowd that was interrupted goes on where it stopped, with nobody twice and
// nobody missing; asked for otherwise, it is not touched.
func TestInterruptedCrowd(t *testing.T) {
	t.Parallel()
	r := anyRedis(t)
	line := newScissors(r)
	account, err := readPattern("discord:%d")
	if err != nil {
		t.Fatal(err)
	}
	crowd := seed.Crowd{Members: 1050, Pattern: "discord:%d", Account: account, Locale: bot.Japanese, Zone: "Asia/Tokyo"}
	sow := func(c seed.Crowd) (*playground, error) {
		b := alone(t, r)
		return b, c.Fill(t.Context(), seed.Target{In: b.in, DB: b.DB, Members: b.Members}, b.Clock(), func(int) {})
	}
	for _, trips := range []int{6, 8} {
		if err := r.Client.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		line.cut(trips)
		_, err := sow(crowd)
		line.mend()
		if err == nil {
			t.Fatalf("it takes no more than %d round trips", trips)
		}
		other := crowd
		other.Members = 2000
		if _, err := sow(other); err == nil || !strings.Contains(err.Error(), "of 1050 members (--accounts 'discord:%d' --locale ja --zone Asia/Tokyo), since seed was interrupted") {
			t.Errorf("another crowd instead of the rest of this one: %v", err)
		}
		b, err := sow(crowd)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := b.Members.Registered(t.Context(), b.in.ID); n != crowd.Members || err != nil {
			t.Errorf("interrupted after %d round trips: %d members, %v", trips, n, err)
		}
		for n := 1; n <= crowd.Members; n += 1049 {
			held, err := b.Members.Holder(t.Context(), b.in.ID, account(n), b.Clock())
			if err != nil || held == nil || held.Value.Zone != "Asia/Tokyo" || held.Value.Locale != bot.Japanese {
				t.Errorf("member %d: %+v, %v", n, held, err)
			}
		}
	}
}

// Everybody in a crowd may be written to for everything, and they differ in what
// audiences ask for.
func TestCrowdIsVaried(t *testing.T) {
	t.Parallel()
	r := anyRedis(t)
	b := alone(t, r)
	account, err := readPattern("slack:T1/U%d")
	if err != nil {
		t.Fatal(err)
	}
	crowd := seed.Crowd{Members: 3000, Pattern: "slack:T1/U%d", Account: account, Locale: bot.English, Zone: "Asia/Tokyo"}
	if err := crowd.Fill(t.Context(), seed.Target{In: b.in, DB: b.DB, Members: b.Members}, b.Clock(), func(int) {}); err != nil {
		t.Fatal(err)
	}
	for _, p := range member.Purposes() {
		reach, err := b.Members.ReachNow(t.Context(), b.in.ID, audience.All{}, p, b.Clock())
		if n := reach.Reached.Len(); n != crowd.Members || err != nil {
			t.Errorf("%d may be written to for %s: %v", n, p, err)
		}
	}
	view := b.Members.Index().View(b.in.ID, audience.Managers, bot.DateOf(b.Clock()))
	for key, least := range map[string]int{"skill": 40, "dept": 10, "left": 15, "joined": 15, "hours": 5, "place": 8} {
		if n := len(view.Values(key, "", 100)); n < least {
			t.Errorf("%d values of %s, want %d at least", n, key, least)
		}
	}
}

// alone is a bot without a platform on a Redis.
func alone(t *testing.T, r *redistest.Redis) *playground {
	t.Helper()
	in, err := seed.Community(bot.Japanese, gigsChannel, managersChannel)
	if err != nil {
		t.Fatal(err)
	}
	b, err := app.New(app.Deps{
		DB: r.DB, Clock: func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, in.Zone) },
		Communities: []bot.Community{in}, Profile: accountProfile,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &playground{App: b, in: in}
}
