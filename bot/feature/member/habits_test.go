package member_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// TestTheRecordFollowsThePerson: language and zone are kept from the last use of
// the bot, and written only when they are others than before.
func TestTheRecordFollowsThePerson(t *testing.T) {
	o := newOffice(t)
	o.enrol(1)
	use := func(p bot.Profile) (trips int) {
		t.Helper()
		p.Roles = bot.Insider
		o.Profiles["stage:m0"] = p
		o.Redis.Trips.Reset()
		o.Type("stage:m0", "/alumni profile")
		return o.Redis.Trips.Count()
	}
	stands := func(locale bot.Locale, zone string) {
		t.Helper()
		r := o.registered("stage:m0")
		s, err := o.members.SendEligibility(t.Context(), "acme", r.ID, string(member.Gigs), o.Now)
		if err != nil {
			t.Fatal(err)
		}
		is := ""
		if s.Zone != nil {
			is = s.Zone.String()
		}
		if s.Locale != locale || is != zone {
			t.Errorf("it stands in %q at %q, want %q at %q", s.Locale, is, locale, zone)
		}
	}
	stands(bot.English, "")
	usual := use(bot.Profile{})
	for _, step := range []struct {
		says  bot.Profile
		extra int
		in    bot.Locale
		at    string
	}{
		{bot.Profile{Locale: bot.Japanese, Zone: "Asia/Tokyo"}, 1, bot.Japanese, "Asia/Tokyo"},
		{bot.Profile{Locale: bot.Japanese, Zone: "Asia/Tokyo"}, 0, bot.Japanese, "Asia/Tokyo"},
		{bot.Profile{}, 0, bot.Japanese, "Asia/Tokyo"},
		{bot.Profile{Locale: bot.English, Zone: "Europe/Berlin"}, 1, bot.English, "Europe/Berlin"},
		{bot.Profile{Zone: "Nowhere/Land"}, 1, bot.English, ""},
	} {
		if extra := use(step.says) - usual; extra != step.extra {
			t.Errorf("%+v: %d round trips more than usual, want %d", step.says, extra, step.extra)
		}
		stands(step.in, step.at)
	}
	// What they say themselves counts, whatever their platform says then.
	o.Type("stage:m0", "/alumni zone zone:America/New_York")
	stands(bot.English, "America/New_York")
	use(bot.Profile{Zone: "Asia/Tokyo"})
	stands(bot.English, "America/New_York")
	if zone := o.members.Zone(o.In, member.Member{Zone: "Nowhere/Land"}); zone != time.UTC {
		t.Errorf("who is nowhere lives by %s", zone)
	}
}

// TestWhoLeftIsNotWrittenTo, until they use the bot again.
func TestWhoLeftIsNotWrittenTo(t *testing.T) {
	o := newOffice(t)
	o.enrol(2)
	reason := func(user bot.User) string {
		t.Helper()
		s, err := o.members.SendEligibility(t.Context(), "acme", o.registered(user).ID, string(member.Gigs), o.Now)
		if err != nil {
			t.Fatal(err)
		}
		return s.Withheld
	}
	for _, user := range []bot.User{"stage:m0", "stage:nobody"} {
		if answer := o.Engine.Dispatch(t.Context(), bot.Left{Meta: o.Meta(user)}); answer != (bot.Nothing{}) {
			t.Errorf("the answer is %+v", answer)
		}
	}
	if a, b := reason("stage:m0"), reason("stage:m1"); a != member.ReasonUnreachable || b != "" {
		t.Errorf("they are withheld for %q and %q", a, b)
	}
	o.Type("stage:m0", "/alumni profile")
	if why := reason("stage:m0"); why != "" {
		t.Errorf("still withheld for %q", why)
	}
}
