package adaptertest

import (
	"fmt"
	"maps"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// forms: they ask what the bot asks, hold what it put in, and bring back what
// was entered.
func forms() []check {
	return []check{
		{name: "every kind of field", run: everyField},
		{name: "prefilled", run: prefilled},
		{name: "entered", run: entered},
		{name: "two people", run: twoForms},
		{name: "from a button", run: fromButton},
		{name: "from a private button", run: fromPrivateButton},
		{name: "pages", run: pages},
		{name: "faults", run: faults},
		{name: "reopened", run: reopened},
		{name: "at the limits", run: limits},
	}
}

func base(name, label string) bot.Base { return bot.Base{Name: name, Label: label} }

func optional(name, label string) bot.Base {
	return bot.Base{Name: name, Label: label, Optional: true, Hint: "任意です。"}
}

var picks = []bot.Pick{{Value: "go", Label: "Go"}, {Value: "redis", Label: "Redis <3 & more"}, {Value: "日本語", Label: "日本語（母語）"}}

// sheets are forms with each kind of field, none with more than fit anywhere.
func sheets() []bot.Sheet {
	sheet := func(id string, fields ...bot.Field) bot.Sheet {
		return bot.Sheet{
			ID: id, Title: "登録 " + id, Submit: "送信する", Sections: []bot.Page{{Fields: fields}}, Values: bot.Values{}, Part: 1, Parts: 1,
			Reopen: bot.Action{Community: bottest.Home, Route: routeOpen, Arg: id},
		}
	}
	return []bot.Sheet{
		sheet("text", bot.Input{Base: bot.Base{Name: "name", Label: "氏名", Hint: "例：田中 花"}}, bot.Lines{Base: optional("about", "自己紹介")},
			bot.Number{Base: base("hours", "Hours a week"), Min: 1, Max: 40}, bot.Day{Base: optional("from", "開始日")}),
		sheet("picks", bot.Choice{Base: base("lang", "言語"), Picks: picks}, bot.Choices{Base: optional("topics", "話題"), Picks: picks},
			bot.Person{Base: optional("contact", "担当者")}, bot.Tick{Base: optional("agree", "同意します")}),
		sheet("more", bot.Choice{Base: optional("place", "場所"), Picks: manyPicks(bot.MaxPicks)},
			bot.Choices{Base: optional("days", "曜日"), Picks: manyPicks(bot.MaxPicks)}),
	}
}

func manyPicks(n int) []bot.Pick {
	var all []bot.Pick
	for i := range n {
		all = append(all, bot.Pick{Value: fmt.Sprintf("p%d", i), Label: fmt.Sprintf("%d番目", i+1)})
	}
	return all
}

// asks has the bot ask for a form, somebody open it by a command, and the form
// come up.
func (r *room) asks(who string, s bot.Sheet) bottest.Shown {
	r.Helper()
	r.bot.answers(always(bot.Ask{Sheet: s}))
	r.types(who, "/conf ask")
	r.bot.events()
	return r.sees(form(who, s))[0]
}

// submits sends the form with these values over those that it holds, and
// returns what the bot hears.
func (r *room) submits(who string, s bot.Sheet, values bot.Values) bot.Sent {
	r.Helper()
	all := maps.Clone(s.Values)
	if all == nil {
		all = bot.Values{}
	}
	maps.Copy(all, values)
	r.does(bottest.Submit{Who: who, Sheet: s.ID, Values: all})
	sent := hears[bot.Sent](r)
	same(r, "which form was sent", sent.Sheet, s.ID)
	same(r, "who sent it", sent.User, r.account(who))
	return sent
}

// holds compares values, of which an absent one is an empty one.
func (r *room) holds(what string, got, want bot.Values) {
	r.Helper()
	names := maps.Clone(want)
	maps.Copy(names, got)
	for name := range names {
		same(r, what+", field "+name, got[name], want[name])
	}
}

func everyField(r *room) {
	for _, s := range sheets() {
		r.asks(hana, s)
		r.bot.answers(always(privately(say("Thank you."))))
		r.submits(hana, s, bot.Values{"name": "x", "hours": "3", "lang": "go"})
		r.sees(only(hana, say("Thank you.")))
	}
}

func prefilled(r *room) {
	for i, values := range []bot.Values{
		{"name": "田中 花", "about": "一行目\n二行目\n\n四行目", "hours": "12", "from": "2026-12-24"},
		{"lang": "日本語", "topics": "go,日本語", "contact": string(r.account(ken)), "agree": bot.Yes},
		{"place": "p24", "days": "p0,p7,p24"},
	} {
		s := sheets()[i]
		s.Values = values
		r.asks(hana, s)
		r.bot.answers(always(bot.Nothing{}))
		r.holds("what a form holds that was sent as it came", r.submits(hana, s, nil).Values, values)
	}
	// What cannot be right is shown all the same: it is what somebody typed.
	s := sheets()[0]
	s.Values = bot.Values{"name": strings.Repeat("長", bot.MaxInput), "about": strings.Repeat("字\n", bot.MaxLines/2), "hours": "十二", "from": "クリスマス"}
	r.asks(hana, s)
	s.Values = bot.Values{"name": "<!channel> *x* &amp; @everyone `y`", "about": "> a\n# b\n- c\n```d```", "hours": " 1 2 ", "from": "12/24"}
	r.asks(ken, s)
}

func entered(r *room) {
	for i, values := range []bot.Values{
		{"name": "O'Neil & Söhne <GmbH>", "about": strings.Join(hostile(), "\n"), "hours": "１２", "from": "2026-02-28"},
		{"name": " 前後の空白 ", "about": strings.Repeat("\U0001F600", bot.MaxLines), "hours": "", "from": ""},
		{"lang": "redis", "topics": "", "contact": "", "agree": ""},
		{"lang": "go", "topics": "go,redis,日本語", "contact": string(r.account(mei)), "agree": bot.Yes},
		{"place": "", "days": "p1,p2"},
	} {
		s := sheets()[[]int{0, 0, 1, 1, 2}[i]]
		r.asks(ken, s)
		r.bot.answers(always(bot.Nothing{}))
		r.holds("what was entered", r.submits(ken, s, values).Values, values)
		r.sees()
	}
}

// twoForms: two people fill in the same form at the same time.
func twoForms(r *room) {
	for _, id := range []string{"same", "hana"} {
		s, other := sheets()[0], sheets()[0]
		s.ID, other.ID = id, "same"
		r.asks(hana, s)
		r.asks(ken, other)
		r.bot.answers(func(e bot.Event) bot.Response { return privately(say("Thank you, " + e.(bot.Sent).Values["name"])) })
		r.submits(hana, s, bot.Values{"name": "Hana", "hours": "1"})
		r.sees(only(hana, say("Thank you, Hana")))
		r.submits(ken, other, bot.Values{"name": "Ken", "hours": "2"})
		r.sees(only(ken, say("Thank you, Ken")))
	}
}

// fromButton: what a form leads to happens where it was opened.
func fromButton(r *room) {
	open := bot.Buttons{button("Apply", routeOpen, "g1")}
	first := r.shows(say("The first gig.").With(open))
	second := r.shows(say("The second gig.").With(open))
	s := sheets()[0]
	for _, on := range []bottest.Shown{second, first} {
		r.bot.answers(always(bot.Ask{Sheet: s}))
		r.presses(ken, on, "Apply")
		hears[bot.Pressed](r)
		r.sees(form(ken, s))
		r.bot.answers(always(bot.Update{Message: say("Ken has applied.").With(open)}))
		r.submits(ken, s, bot.Values{"name": "Ken", "hours": "2"})
		r.sees(everyone(general, say("Ken has applied.").With(open)).instead(on))
	}
	r.bot.answers(always(bot.Ask{Sheet: s}))
	r.presses(ken, first, "Apply")
	r.sees(form(ken, s))
	r.bot.events()
	r.bot.answers(always(publicly(say("Ken has applied, says the bot."))))
	r.submits(ken, s, bot.Values{"name": "Ken", "hours": "2"})
	r.sees(everyone(general, say("Ken has applied, says the bot.")))
}

func fromPrivateButton(r *room) {
	m := say("An offer.").With(bot.Buttons{button("Accept", routeOpen, "g1")})
	r.bot.answers(always(privately(m)))
	r.types(hana, "/conf say")
	on := r.sees(only(hana, m))[0]
	s := sheets()[0]
	r.bot.answers(always(bot.Ask{Sheet: s}))
	r.presses(hana, on, "Accept")
	r.sees(form(hana, s))
	r.bot.events()
	r.bot.answers(always(bot.Update{Message: say("Accepted.")}))
	r.submits(hana, s, bot.Values{"name": "花", "hours": "2"})
	r.sees(only(hana, say("Accepted.")).instead(on))
}

// limits is a form which is as large as the neutral limits let it be.
func limits(r *room) {
	long := func(n int) string { return strings.Repeat("題", n) }
	s := bot.Sheet{
		ID: strings.Repeat("i", bot.MaxArg), Title: long(bot.MaxTitle), Submit: long(bot.MaxTitle), Values: bot.Values{}, Part: 1, Parts: 1,
		Reopen: bot.Action{Community: bottest.Home, Route: routeOpen, Arg: strings.Repeat("i", bot.MaxArg)},
	}
	var page bot.Page
	labels := []bot.Pick{}
	for i := range bot.MaxPicks {
		labels = append(labels, bot.Pick{Value: fmt.Sprintf("v%d", i), Label: long(bot.MaxButton-2) + fmt.Sprintf("%02d", i)})
	}
	for i := range bot.MaxFields {
		b := bot.Base{Name: fmt.Sprintf("f%d", i), Label: long(bot.MaxLabel-1) + fmt.Sprint(i), Hint: long(bot.MaxHint), Optional: true}
		var f bot.Field = bot.Lines{Base: b}
		if i == 1 {
			f = bot.Choice{Base: b, Picks: labels}
		}
		if i == 2 {
			f = bot.Choices{Base: b, Picks: labels}
		}
		page.Fields = append(page.Fields, f)
	}
	s.Sections = []bot.Page{page}
	r.asks(mei, s)
	r.bot.answers(always(bot.Nothing{}))
	want := bot.Values{"f0": long(bot.MaxLines), "f1": "v24", "f2": "v0,v24", "f3": long(bot.MaxLines), "f4": "x"}
	r.holds("what was entered", r.submits(mei, s, want).Values, want)
}
