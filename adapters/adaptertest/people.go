package adaptertest

import (
	"fmt"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// people: the bot learns of each account what the platform knows, as it is now.
func people() []check {
	return []check{
		{name: "profile", run: func(r *room) {
			for _, one := range cast() {
				r.profile(one)
			}
		}},
		{name: "roles", run: func(r *room) {
			// Each role comes and goes, as when somebody is put into a group.
			one := cast()[0]
			for _, roles := range []bot.Role{
				bot.Insider, bot.Insider | bot.Employee, bot.Insider | bot.HR, bot.Insider | bot.Manager, bot.Insider | bot.Admin,
				bot.Insider | bot.Employee | bot.HR | bot.Manager, bot.Insider, 0, bot.Insider | bot.HR, 0, bot.Insider,
			} {
				one.Roles = roles
				r.stage.Cast(one)
				r.does(bottest.Write{Who: hana, Text: "hello"})
				r.profile(one)
				r.profile(cast()[1])
			}
		}},
		{name: "language", run: func(r *room) {
			one := cast()[0]
			for _, l := range []bot.Locale{bot.Japanese, bot.English, bot.Japanese} {
				one.Locale = l
				r.stage.Cast(one)
				r.types(hana, "/conf say")
				same(r, "the language of hana's client", hears[bot.UsedCommand](r).Locale, l)
				r.profile(one)
				r.types(ken, "/conf say")
				same(r, "the language of ken's client", hears[bot.UsedCommand](r).Locale, bot.English)
			}
		}},
		{name: "gone", run: func(r *room) {
			if err := r.stage.Deactivate(r.Context(), ken); err != nil {
				r.Fatalf("an account cannot be ended: %v", err)
			}
			// A platform that tells nobody may be believed for a while.
			told := slices.ContainsFunc(r.bot.events(), func(e bot.Event) bool {
				_, left := e.(bot.Left)
				return left && e.About().User == r.account(ken)
			})
			p, err := r.stage.Adapter().Profile(r.Context(), r.account(ken))
			if told && err == nil && !p.Deactivated && p.RolesIn(bottest.Home) != 0 {
				r.Errorf("ken's account is gone, and the profile says %+v: expected that it is, or no roles", p)
			}
			r.profile(cast()[0])
		}},
		{name: "nobody", run: func(r *room) {
			for _, u := range []bot.User{"elsewhere:1", "", bot.User(r.traits().Platform + ":")} {
				if p, err := r.stage.Adapter().Profile(r.Context(), u); err == nil && (p.RolesIn(bottest.Home) != 0 || !p.Deactivated) {
					r.Errorf("nobody has the account %q, and the profile says %+v: expected an error", u, p)
				}
			}
		}},
	}
}

// profile compares what the adapter says about somebody.
func (r *room) profile(want bottest.Person) {
	r.Helper()
	p, err := r.stage.Adapter().Profile(r.Context(), r.account(want.ID))
	if err != nil {
		r.Errorf("%s's profile cannot be read: %v", want.ID, err)
		return
	}
	about := func(what string) string { return fmt.Sprintf("%s of %s", what, want.ID) }
	same(r, about("the name"), p.Name, want.Name)
	same(r, about("the language"), p.Locale, want.Locale)
	same(r, about("the roles"), p.RolesIn(bottest.Home).String(), want.Roles.String())
	same(r, about("the roles in another community"), rolesElsewhere(p), 0)
	same(r, about("whether the account is gone"), p.Deactivated, false)
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
		r.Errorf("%s: expected the name of a zone such as Asia/Tokyo, or none; but it is %q", about("the zone"), p.Zone)
	}
}

// rolesElsewhere are those in a community where nobody is. Where the profile
// names none, its roles count where the account's events come from.
func rolesElsewhere(p bot.Profile) bot.Role {
	if p.In == nil {
		return 0
	}
	return p.RolesIn(bottest.Other)
}
