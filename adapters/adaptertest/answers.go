package adaptertest

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// answers: each response is shown where it belongs, and nowhere else.
func answers() []check {
	return []check{
		{name: "private", run: func(r *room) {
			r.bot.answers(always(privately(say("Only for you."))))
			r.types(hana, "/conf say")
			r.sees(only(hana, say("Only for you.")))
		}},
		{name: "public", run: func(r *room) {
			r.bot.answers(always(publicly(say("For all."))))
			r.does(bottest.Type{Who: ken, Channel: random, Line: "/conf say"})
			r.sees(everyone(random, say("For all.")))
		}},
		{name: "nothing", run: func(r *room) {
			r.types(hana, "/conf say")
			r.sees()
			on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
			r.bot.answers(always(bot.Nothing{}))
			r.presses(ken, on, "Press")
			r.sees()
		}},
		{name: "each to their own", run: eachToTheirOwn},
		{name: "to a direct message", run: func(r *room) {
			r.bot.answers(func(e bot.Event) bot.Response { return privately(say("You said " + e.(bot.Wrote).Text)) })
			r.does(bottest.Write{Who: ken, Text: "hello"})
			r.sees(only(ken, say("You said hello")))
		}},
		{name: "every kind of block", run: everyKind},
		{name: "charts", run: func(r *room) {
			m := say("How are you?").With(bot.Chart{Title: "調子はいかがですか", Bars: []bot.Bar{
				{Label: "良い", Value: 12, Says: "12人（40%）"}, {Label: "*普通*", Value: 1, Says: "1人（3%）"}, {Label: "悪い", Says: "0人"}, {Label: "未回答", Blank: true, Says: "5人未満"},
			}})
			r.bot.answers(always(privately(m)))
			r.types(hana, "/conf say")
			r.seesInParts(only(hana, m))
			r.sent(bot.Outgoing{Key: "chart1", Channel: r.channel(random), Message: m})
			r.seesInParts(everyone(random, m))
			r.sent(bot.Outgoing{Key: "chart2", User: r.account(ken), Message: m})
			r.seesInParts(direct(ken, m))
		}},
		{name: "what is written elsewhere", run: func(r *room) {
			corpus := Messages(r.account(hana))
			for _, name := range []string{"card", "people of elsewhere", "styled heading and note", "empty value"} {
				r.shows(corpus[name])
			}
		}},
		{name: "to a press", run: func(r *room) {
			on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
			r.bot.answers(always(privately(say("Only for ken."))))
			r.presses(ken, on, "Press")
			r.sees(only(ken, say("Only for ken.")))
			r.bot.answers(always(publicly(say("For all."))))
			r.presses(hana, on, "Press")
			r.sees(everyone(general, say("For all.")))
		}},
		{name: "update of a channel's message", run: func(r *room) {
			press := bot.Buttons{button("Press", routePress, "")}
			first := r.shows(say("The first.").With(press))
			second := r.shows(say("The second.").With(press))
			r.bot.answers(always(bot.Update{Message: say("Pressed.")}))
			r.presses(hana, first, "Press")
			r.sees(everyone(general, say("Pressed.")).instead(first))
			r.bot.answers(always(bot.Update{Message: say("Pressed, too.").With(press)}))
			r.presses(ken, second, "Press")
			again := r.sees(everyone(general, say("Pressed, too.").With(press)).instead(second))[0]
			r.bot.answers(always(bot.Update{Message: say("Pressed again.")}))
			r.presses(mei, again, "Press")
			r.sees(everyone(general, say("Pressed again.")).instead(second))
		}},
		{name: "update of a private message", run: func(r *room) {
			r.bot.answers(always(privately(say("Yours.").With(bot.Buttons{button("Press", routePress, "")}))))
			r.types(hana, "/conf say")
			r.types(ken, "/conf say")
			m := say("Yours.").With(bot.Buttons{button("Press", routePress, "")})
			shown := r.sees(only(hana, m), only(ken, m))
			r.bot.answers(always(bot.Update{Message: say("Changed.")}))
			r.presses(ken, shown[1], "Press")
			r.sees(only(ken, say("Changed.")).instead(shown[1]))
		}},
		{name: "update without a message", run: func(r *room) {
			r.bot.answers(always(bot.Update{Message: say("There is nothing to replace.")}))
			r.types(hana, "/conf say")
			r.sees(only(hana, say("There is nothing to replace.")))
		}},
		{name: "update of a direct message", run: func(r *room) {
			m := say("An offer.").With(bot.Buttons{button("Accept", routePress, "")})
			r.sent(bot.Outgoing{Key: "offer", User: r.account(ken), Message: m})
			shown := r.sees(direct(ken, m))[0]
			r.bot.answers(always(bot.Update{Message: say("Accepted.")}))
			r.presses(ken, shown, "Accept")
			r.sees(direct(ken, say("Accepted.")).instead(shown))
		}},
	}
}

// eachToTheirOwn has two people act at once, and answers the later one first.
func eachToTheirOwn(r *room) {
	release := map[bot.User]chan struct{}{r.account(hana): make(chan struct{}), r.account(ken): make(chan struct{})}
	r.bot.answers(func(e bot.Event) bot.Response {
		who := e.About().User
		if gate := release[who]; gate != nil {
			<-gate
		}
		return privately(say("For " + string(who)))
	})
	first := r.begins(bottest.Type{Who: hana, Channel: general, Line: "/conf say"})
	r.hear(1)
	second := r.begins(bottest.Type{Who: ken, Channel: general, Line: "/conf say"})
	r.hear(2)
	close(release[r.account(ken)])
	close(release[r.account(hana)])
	second()
	first()
	r.sees(only(hana, say("For "+string(r.account(hana)))), only(ken, say("For "+string(r.account(ken)))))
}

// hear waits until the bot has heard so many events, which it need not have
// answered.
func (r *room) hear(n int) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), r.wait)
	defer cancel()
	if !r.bot.await(ctx, n) {
		r.Fatalf("people did %d things at once, and the bot does not hear of all of them", n)
	}
}

// everyKind shows what a message can be made of.
func everyKind(r *room) {
	m := bot.Message{Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain("募集のお知らせ")},
		bot.Paragraph{Text: bot.Textf("Running *text* with %s, %s and\na second line.",
			bot.Link{URL: "https://example.com/a_b?c=d&e=f", Label: "a link"}, bot.Mention{User: r.account(ken), Name: "Ken Brown"})},
		bot.Facts{
			{Label: "Pay", Value: bot.Plain("JPY 80,000")}, {Label: "Until", Value: bot.Textf("*%s*", bot.Moment{At: noon, Fallback: "noon"})},
		},
		bot.Buttons{
			{Label: "Primary", Action: bot.Action{Community: bottest.Home, Route: routePress, Arg: "1"}, Style: bot.Primary},
			{Label: "Danger", Action: bot.Action{Community: bottest.Home, Route: routePress, Arg: "2"}, Style: bot.Danger},
		},
		bot.Note{Text: bot.Plain("A note.")},
	}}
	r.bot.answers(always(publicly(m)))
	r.types(hana, "/conf say")
	shown := r.sees(everyone(general, m))[0]
	for i, b := range buttonsOf(shown.Message) {
		same(r, "what the button ["+b.Label+"] looks like", b.Style, buttonsOf(m)[i].Style)
	}
	for _, b := range shown.Message.Blocks {
		p, ok := b.(bot.Paragraph)
		if !ok {
			continue
		}
		for _, s := range p.Text {
			if s.Text == "Ken Brown" || s.Text == "@Ken Brown" {
				same(r, "whom the mention of Ken Brown names", s.User, r.account(ken))
			}
		}
	}
}
