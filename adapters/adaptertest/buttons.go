package adaptertest

import (
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// buttons: what a button stands for comes back to the byte, from wherever it is
// pressed.
func buttons() []check {
	return []check{
		{name: "argument", run: argument},
		{name: "community", run: func(r *room) {
			for _, in := range []bot.CommunityID{bottest.Home, bottest.Other, "", "abcdefghi-"} {
				a := bot.Action{Community: in, Route: routePress, Arg: "x"}
				on := r.shows(say(fmt.Sprintf("Community %q.", in)).With(bot.Buttons{{Label: "Press", Action: a}}))
				r.bot.answers(always(bot.Nothing{}))
				r.presses(hana, on, "Press")
				same(r, "what a button of another community stands for", hears[bot.Pressed](r).Action, a)
				r.sees()
			}
		}},
		{name: "many", run: many},
		{name: "twice the same", run: func(r *room) {
			press := button("Again", routePress, "same")
			m := say("Twice the same.").With(bot.Buttons{button("Press", routePress, "same"), press}, bot.Buttons{press})
			on := r.shows(m)
			r.bot.answers(always(bot.Nothing{}))
			for _, label := range []string{"Press", "Again"} {
				r.presses(hana, on, label)
				same(r, "what ["+label+"] stands for", hears[bot.Pressed](r).Action, press.Action)
			}
		}},
		{name: "everywhere", run: everywhere},
		{name: "labels", run: func(r *room) {
			for _, label := range []string{strings.Repeat("応募する", 18) + "詳細へ", strings.Repeat("W", bot.MaxButton), "<!channel> *x* &amp; :tada:", "“引用” と記号 <b>"} {
				m := say("A long label.").With(bot.Buttons{button(label, routePress, "")})
				r.shows(m)
			}
		}},
	}
}

// arguments are the hardest ones that Action.Check lets through.
func arguments() []string {
	return []string{
		"", "g1", "a|b|", "||", ` leading and trailing `, "Case Matters", `"quoted" 'twice' \ back`, "<!channel>&amp;&<>", "a=b&c=d%20+",
		"¶", "x¶1", "¶¶p", "日本語の引数", "👩‍👩‍👧e\u0301", "\u200b\u202e\u2066", "{\"a\":[1]}", "again /conf say",
		strings.Repeat("x", bot.MaxArg), strings.Repeat("字", bot.MaxArg/3), strings.Repeat("¶", bot.MaxArg/2), strings.Repeat("\U0001F600", bot.MaxArg/4),
	}
}

func argument(r *room) {
	for _, arg := range arguments() {
		a := bot.Action{Community: "abcdefghi-", Route: "feature.a-long-route-nam", Arg: arg}
		if err := a.Check(); err != nil {
			r.Fatalf("the suite's own action is wrong: %v", err)
		}
		on := r.shows(say(fmt.Sprintf("Argument of %d bytes.", len(arg))).With(bot.Buttons{{Label: "Press", Action: a}}))
		r.bot.answers(always(bot.Nothing{}))
		r.presses(ken, on, "Press")
		same(r, "what a pressed button stands for", hears[bot.Pressed](r).Action, a)
	}
}

// many presses each of as many buttons as a message can have.
func many(r *room) {
	m := say("Many buttons.")
	for row := range bot.MaxRows {
		var buttons bot.Buttons
		for n := range bot.MaxButtons {
			buttons = append(buttons, button(fmt.Sprintf("%d-%d", row, n), routePress, fmt.Sprintf("%d/%d", row, n)))
		}
		m = m.With(buttons)
	}
	on := r.shows(m)
	r.bot.answers(always(bot.Nothing{}))
	for _, b := range buttonsOf(m) {
		r.presses(hana, on, b.Label)
		same(r, "what ["+b.Label+"] of 25 buttons stands for", hears[bot.Pressed](r).Action, b.Action)
	}
}

// everywhere presses a button in each place where there can be one.
func everywhere(r *room) {
	press := bot.Buttons{button("Press", routePress, "here")}
	pressed := func(on bottest.Shown, who, where string) {
		r.Helper()
		r.bot.answers(always(bot.Nothing{}))
		r.presses(who, on, "Press")
		e := hears[bot.Pressed](r)
		same(r, "what a button "+where+" stands for", e.Action, press[0].Action)
		same(r, "who pressed it", e.User, r.account(who))
		if e.Message != "" && on.Ref != "" {
			same(r, "the message of a button "+where, e.Message, on.Ref)
		}
		r.sees()
	}
	card := say("In a channel.").With(press)
	channel := r.shows(card)
	pressed(channel, hana, "in a channel")

	m := say("In an answer.").With(press)
	r.bot.answers(always(privately(m)))
	r.types(ken, "/conf say")
	r.bot.events()
	pressed(r.sees(only(ken, m))[0], ken, "in a private answer")

	m = say("In an answer to a press.").With(press)
	r.bot.answers(always(privately(m)))
	r.presses(hana, channel, "Press")
	r.bot.events()
	pressed(r.sees(only(hana, m))[0], hana, "in an answer to a press")

	m = say("In a direct message.").With(press)
	r.sent(bot.Outgoing{Key: "d", User: r.account(ken), Message: m})
	pressed(r.sees(direct(ken, m))[0], ken, "in a direct message")

	m = say("In a thread.").With(press)
	r.sent(bot.Outgoing{Key: "t", Channel: r.channel(general), Thread: channel.Ref, Message: m})
	pressed(r.sees(everyone(general, m).thread())[0], mei, "in a thread")

	m = say("On a home page.").With(press)
	r.bot.answers(always(privately(m)))
	r.does(bottest.Look{Who: hana})
	r.bot.events()
	pressed(r.sees(home(hana, m))[0], hana, "on a home page")
}
