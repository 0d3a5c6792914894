package adaptertest

import (
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

var noon = time.Date(2026, time.December, 24, 3, 0, 0, 0, time.UTC)

// times: what takes longer than the platform waits is acknowledged in time, and
// its answer still comes where and to whom it should; and nothing is
// acknowledged so early that a form could not come any more.
func times() []check {
	late := func(name string, run func(*room)) check { return check{name: "late " + name, slow: true, run: run} }
	return []check{
		{name: "form comes first", slow: true, run: formFirst},
		{name: "faults come first", slow: true, run: faultsFirst},
		late("private answer", func(r *room) {
			r.late(always(privately(say("The late answer."))))
			r.types(hana, "/conf say")
			r.seesLate(hana, only(hana, say("The late answer.")))
		}),
		late("public answer", func(r *room) {
			r.late(always(publicly(say("The late answer."))))
			r.does(bottest.Type{Who: ken, Channel: random, Line: "/conf say"})
			r.seesLate(ken, everyone(random, say("The late answer.")))
		}),
		late("nothing", func(r *room) {
			r.late(always(bot.Nothing{}))
			r.types(hana, "/conf say")
			r.seesLate(hana)
		}),
		late("nothing to a press", func(r *room) {
			on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
			r.late(always(bot.Nothing{}))
			r.presses(hana, on, "Press")
			r.seesLate(hana)
		}),
		late("answer to a press", func(r *room) {
			on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
			r.late(always(privately(say("The late answer."))))
			r.presses(ken, on, "Press")
			r.seesLate(ken, only(ken, say("The late answer.")))
		}),
		late("update", func(r *room) {
			press := bot.Buttons{button("Press", routePress, "")}
			first := r.shows(say("The first.").With(press))
			r.shows(say("The second.").With(press))
			r.late(always(bot.Update{Message: say("The late answer.")}))
			r.presses(hana, first, "Press")
			r.seesLate(hana, everyone(general, say("The late answer.")).instead(first))
		}),
		late("update of a private message", func(r *room) {
			m := say("Yours.").With(bot.Buttons{button("Press", routePress, "")})
			r.bot.answers(always(privately(m)))
			r.types(hana, "/conf say")
			on := r.sees(only(hana, m))[0]
			r.late(always(bot.Update{Message: say("The late answer.")}))
			r.presses(hana, on, "Press")
			r.seesLate(hana, only(hana, say("The late answer.")).instead(on))
		}),
		late("form", lateForm),
		late("answer to a form", func(r *room) {
			s := sheets()[0]
			r.asks(hana, s)
			r.late(always(privately(say("The late answer."))))
			r.submits(hana, s, bot.Values{"name": "花", "hours": "1"})
			r.seesLate(hana, only(hana, say("The late answer.")))
		}),
		late("update after a form", func(r *room) {
			on := r.shows(say("A gig.").With(bot.Buttons{button("Apply", routeOpen, "g1")}))
			s := sheets()[0]
			r.bot.answers(always(bot.Ask{Sheet: s}))
			r.presses(ken, on, "Apply")
			r.sees(form(ken, s))
			r.bot.events()
			r.late(always(bot.Update{Message: say("The late answer.")}))
			r.submits(ken, s, bot.Values{"name": "Ken", "hours": "1"})
			r.seesLate(ken, everyone(general, say("The late answer.")).instead(on))
		}),
		late("faults", lateFaults),
		late("answer to a direct message", func(r *room) {
			r.late(always(privately(say("The late answer."))))
			r.does(bottest.Write{Who: mei, Text: "hello"})
			r.seesLate(mei, only(mei, say("The late answer.")))
		}),
		late("home page", func(r *room) {
			r.late(always(privately(say("The late answer."))))
			r.does(bottest.Look{Who: mei})
			r.seesLate(mei, home(mei, say("The late answer.")))
		}),
		late("answer to a shortcut", func(r *room) {
			r.does(bottest.Post{Who: ken, Channel: general, Text: "A message."})
			r.late(always(privately(say("The late answer."))))
			r.does(bottest.Use{Who: hana, Label: "メモする", Text: "A message."})
			r.seesLate(hana, only(hana, say("The late answer.")))
		}),
	}
}

// late has the bot answer when the platform's patience has ended.
func (r *room) late(with func(bot.Event) bot.Response) { r.bot.answersLate(after(r.slow, with)) }

// seesLate is sees. An adapter may besides tell the person who acted, and nobody
// else, in words of its own that it takes a while; from then on.
func (r *room) seesLate(who string, expected ...screenEntry) []bottest.Shown {
	r.Helper()
	r.kept = who
	return r.sees(expected...)
}

// courtesy reports whether something is what an adapter may tell somebody whom
// it kept waiting.
func (r *room) courtesy(n bottest.Shown) bool {
	return r.kept != "" && n.Place == only(r.kept, bot.Message{}).place && !tells(n)
}

// formFirst: a form that comes after a while, but in time, opens by itself. An
// event whose answer may be a form is not acknowledged before.
func formFirst(r *room) {
	s := sheets()[0]
	asks := after(r.quick, always(bot.Ask{Sheet: s}))
	r.bot.answersLate(asks)
	r.types(hana, "/conf ask")
	r.sees(form(hana, s))

	open := bot.Buttons{button("Open", routeOpen, "g1")}
	on := r.shows(say("A message.").With(open))
	r.bot.answersLate(asks)
	r.presses(ken, on, "Open")
	r.sees(form(ken, s))

	r.does(bottest.Post{Who: ken, Channel: general, Text: "Make this a draft."})
	r.does(bottest.Use{Who: hana, Label: "下書きにする", Text: "Make this a draft."})
	r.sees(form(hana, s))
}

// faultsFirst: faults that come in time are beside the fields of the form that
// was sent.
func faultsFirst(r *room) {
	if !r.traits().InlineFaults {
		return // forms are never shown again with faults: forms/faults
	}
	s := sheets()[0]
	r.asks(hana, s)
	s.Values = bot.Values{"name": "花", "hours": "x"}
	faults := map[string]string{"hours": "1から40までの数にしてください。"}
	r.bot.answersLate(after(r.quick, always(bot.Amend{Sheet: s, Faults: faults})))
	r.submits(hana, s, nil)
	r.sees(amended(hana, s, faults))
}

// lateForm: a form that comes too late to open by itself is behind a button
// that nobody else sees, and then is a form as any other.
func lateForm(r *room) {
	s := sheets()[0]
	r.late(always(bot.Ask{Sheet: s}))
	r.types(hana, "/conf ask")
	r.seesLateForm(hana, s)
	r.bot.events()
	r.bot.answers(always(privately(say("Thank you. This is the late answer."))))
	want := bot.Values{"name": "花", "about": "", "hours": "3", "from": ""}
	r.holds("what was entered into a late form", r.submits(hana, s, want).Values, want)
	r.seesAtLast(hana, say("Thank you. This is the late answer."))
}

// lateFaults come into the form that is still there, or as an answer.
func lateFaults(r *room) {
	s := sheets()[0]
	r.asks(hana, s)
	s.Values = bot.Values{"name": "花", "hours": "x"}
	if !r.traits().InlineFaults {
		return // an answer to a form like others: late answer to a form
	}
	faults := map[string]string{"hours": "1から40までの数にしてください。"}
	r.late(always(bot.Amend{Sheet: s, Faults: faults}))
	r.submits(hana, s, nil)
	r.seesLate(hana, amended(hana, s, faults))
}

// seesLateForm waits for a form, which may be behind a button that only the
// person sees.
func (r *room) seesLateForm(who string, s bot.Sheet) {
	r.Helper()
	at := form(who, s)
	r.kept = who
	for pressed := false; ; {
		n := r.next()
		if n.Form != nil {
			n.Form.Behind = false
			if !entryOf(n).equal(at) {
				r.differ([]screenEntry{at}, []bottest.Shown{n})
			}
			return
		}
		if n.Place != only(who, bot.Message{}).place {
			r.differ([]screenEntry{at}, []bottest.Shown{n})
			return
		}
		if buttons := buttonsOf(n.Message); len(buttons) == 1 && !pressed {
			pressed = true
			r.presses(who, n, buttons[0].Label)
		}
	}
}

// seesAtLast is seesLate for one private answer, which may stand in the place of
// a message that told the person to wait.
func (r *room) seesAtLast(who string, m bot.Message) {
	r.Helper()
	want := only(who, m)
	for {
		n := r.next()
		n.Edited = false
		got := entryOf(n)
		if got.equal(want) {
			return
		}
		if got.place != want.place || tells(n) {
			r.differ([]screenEntry{want}, []bottest.Shown{n})
			return
		}
	}
}

// tells reports whether something is (or is a part of) the answer that is late.
func tells(n bottest.Shown) bool {
	return n.Form != nil || slices.ContainsFunc(linesOf(n.Message), func(l string) bool { return strings.Contains(l, "late answer") })
}
