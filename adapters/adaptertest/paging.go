package adaptertest

import (
	"fmt"
	"maps"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// questionnaire is a form of three pages, as sheets for a screen with these
// traits: one with all pages, or one for each.
func questionnaire(t bot.Traits) []bot.Sheet {
	var pages []bot.Page
	for p := range 3 {
		page := bot.Page{Heading: fmt.Sprintf("%dページ目", p+1)}
		for f := range bot.MaxFields - p {
			page.Fields = append(page.Fields, bot.Input{Base: optional(fmt.Sprintf("q%d%d", p, f), fmt.Sprintf("質問%d-%d", p+1, f+1))})
		}
		pages = append(pages, page)
	}
	parts := [][]bot.Page{pages}
	if t.FormFields < 3*bot.MaxFields {
		parts = [][]bot.Page{pages[:1], pages[1:2], pages[2:]}
	}
	var all []bot.Sheet
	for i, sections := range parts {
		all = append(all, bot.Sheet{
			ID: fmt.Sprintf("part%d", i+1), Title: "アンケート", Submit: "次へ", Intro: bot.Plain("三つの話題があります。"),
			Sections: sections, Values: bot.Values{}, Part: i + 1, Parts: len(parts),
			Reopen: bot.Action{Community: bottest.Home, Route: routeOpen, Arg: fmt.Sprintf("part%d", i+1)},
		})
		if i > 0 {
			all[i].Intro = nil
		}
	}
	return all
}

// pages: a form of more fields than fit goes on behind a button. Its fields
// come in order, each once, and everything entered arrives.
func pages(r *room) {
	parts := questionnaire(r.traits())
	asked := map[string]bool{}
	arrived, want := bot.Values{}, bot.Values{}
	r.bot.answers(always(bot.Ask{Sheet: parts[0]}))
	r.types(hana, "/conf ask")
	r.bot.events()
	for i, s := range parts {
		shown := r.opened(hana)
		if shown == nil {
			return
		}
		values := bot.Values{}
		for _, page := range shown.Sections {
			for _, f := range page.Fields {
				name := f.About().Name
				if asked[name] {
					r.Errorf("the field %s is asked twice", name)
				}
				asked[name] = true
				values[name], want[name] = "answer to "+name, "answer to "+name
			}
		}
		next := bot.Message{}
		r.bot.answers(always(privately(say("Done."))))
		if i+1 < len(parts) {
			next = say("Go on.").With(bot.Buttons{{Label: "Continue", Action: parts[i+1].Reopen}})
			r.bot.answers(always(privately(next)))
		}
		maps.Copy(arrived, r.submits(hana, s, values).Values)
		if i+1 == len(parts) {
			break
		}
		on := r.sees(only(hana, next))[0]
		r.bot.answers(always(bot.Ask{Sheet: parts[i+1]}))
		r.presses(hana, on, "Continue")
		r.bot.events()
	}
	r.sees(only(hana, say("Done.")))
	r.holds("what was entered on three pages", arrived, want)
	same(r, "how many fields were asked", len(asked), 3*bot.MaxFields-3)
}

// opened is the form that came up on somebody's screen, whatever stood before
// it.
func (r *room) opened(who string) *bot.Sheet {
	r.Helper()
	for _, n := range r.stage.Shown() {
		if n.Form != nil && n.Place.Person == who {
			return &n.Form.Sheet
		}
		r.unread = append(r.unread, n)
	}
	r.Errorf("expected a form on %s's screen; but there is none", who)
	return nil
}

// faults are shown beside the fields where the platform can, and otherwise as
// an answer that leads back. What was entered is still there.
func faults(r *room) {
	s := sheets()[0]
	r.asks(ken, s)
	bad := bot.Values{"name": "<Ken> & *Co*", "about": "一行目\n二行目", "hours": "たくさん", "from": ""}
	words := map[string]string{"hours": "1から40までの数にしてください（今は「たくさん」）。", "name": "<!channel> *x* は使えません。"}
	filled := s
	filled.Values = bad
	if r.traits().InlineFaults {
		r.bot.answers(always(bot.Amend{Sheet: filled, Faults: words}))
		r.submits(ken, s, bad)
		r.sees(amended(ken, filled, words))
	} else {
		m := say(words["hours"]).With(bot.Buttons{{Label: "Fix", Action: s.Reopen}})
		r.bot.answers(always(privately(m)))
		r.submits(ken, s, bad)
		on := r.sees(only(ken, m))[0]
		r.bot.answers(always(bot.Ask{Sheet: filled}))
		r.presses(ken, on, "Fix")
		r.bot.events()
		r.sees(form(ken, filled))
	}
	r.bot.answers(always(privately(say("Thank you."))))
	good := bot.Values{"name": "Ken", "about": "一行目\n二行目", "hours": "12", "from": "2026-12-24"}
	r.holds("what was entered after a fault", r.submits(ken, filled, good).Values, good)
	r.sees(only(ken, say("Thank you.")))
}

// reopened: the action that a sheet brings along opens it, as often as one
// likes, from a button of any message.
func reopened(r *room) {
	s := sheets()[1]
	s.Intro = bot.Plain("続きから入力できます。")
	s.Values = bot.Values{"lang": "redis"}
	m := say("Not finished.").With(bot.Buttons{{Label: "Open", Action: s.Reopen}})
	r.bot.answers(always(privately(m)))
	r.types(hana, "/conf say")
	r.bot.events()
	on := r.sees(only(hana, m))[0]
	for range 2 {
		r.bot.answers(always(bot.Ask{Sheet: s}))
		r.presses(hana, on, "Open")
		same(r, "what the button that opens a form again stands for", hears[bot.Pressed](r).Action, s.Reopen)
		r.sees(form(hana, s))
	}
	r.bot.answers(always(bot.Nothing{}))
	r.submits(hana, s, nil)
	r.sees()
}
