package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// actor is somebody at a screen.
type actor struct {
	*town
	id     string
	locale bot.Locale
	traits bot.Traits
	in     bot.CommunityID
}

// as is somebody at a Japanese screen with much room.
func (w *town) as(id string) actor {
	a := actor{w, id, bot.Japanese, bottest.Roomy(), bottest.Home}
	for _, p := range locals {
		if p.ID == id {
			a.in = p.Community
		}
	}
	return a
}

func (a actor) speaking(l bot.Locale) actor {
	a.locale = l
	return a
}

func (a actor) on(t bot.Traits) actor {
	a.traits = t
	return a
}

func (a actor) meta() bot.Meta {
	return bot.Meta{
		ID: fmt.Sprint("event", a.events.Add(1)), Community: a.in, User: a.platform.Account(a.id),
		Channel: "stage:general", Locale: a.locale, Traits: a.traits,
	}
}

// do delivers the event. Whatever is answered is within the neutral limits.
func (a actor) do(e bot.Event) bot.Response {
	a.t.Helper()
	response := a.Engine.Dispatch(a.t.Context(), e)
	var err error
	switch r := response.(type) {
	case bot.Reply:
		err = bottest.CheckMessage(r.Message)
	case bot.Update:
		err = bottest.CheckMessage(r.Message)
	case bot.Ask:
		err = bottest.CheckSheet(r.Sheet, a.traits)
	case bot.Amend:
		err = bottest.CheckSheet(r.Sheet, a.traits)
	}
	if err != nil {
		a.t.Errorf("outside of the limits: %v\n%s", err, bottest.Words(response))
	}
	return response
}

func (a actor) typed(line string) bot.UsedCommand {
	return bot.UsedCommand{Meta: a.meta(), Line: line}
}

func (a actor) pressed(route, arg string) bot.Pressed {
	return bot.Pressed{Meta: a.meta(), Action: bot.Action{Community: a.in, Route: route, Arg: arg}}
}

// sent is the form that was opened, with values over those it holds.
func (a actor) sent(opened bot.Response, values bot.Values) bot.Sent {
	a.t.Helper()
	sheet := a.sheet(opened)
	all := bot.Values{}
	for _, page := range sheet.Sections {
		for _, field := range page.Fields {
			name := field.About().Name
			all[name] = sheet.Values[name]
			if v, given := values[name]; given {
				all[name] = v
			}
		}
	}
	return bot.Sent{Meta: a.meta(), Sheet: sheet.ID, Values: all}
}

func (a actor) sheet(opened bot.Response) bot.Sheet {
	a.t.Helper()
	switch r := opened.(type) {
	case bot.Ask:
		return r.Sheet
	case bot.Amend:
		return r.Sheet
	}
	a.t.Fatalf("%s got no form but: %s", a.id, bottest.Words(opened))
	return bot.Sheet{}
}

// offer is what an honest gig says.
var offer = bot.Values{
	"title": "在庫APIの監視づくり", "client": "アクメ 開発部", "task": "在庫APIの監視を整えてください。", "skills": "go", "audience": "alumni",
	"period": "1月から2か月", "place": "リモート", "hours": "20", "people": "1", "deadline": "2026-12-20", "pay": "時給6,000円", "payment": "30",
}

// drafts posts a gig and returns the id of the draft.
func (a actor) drafts(changes bot.Values) string {
	a.t.Helper()
	values := bot.Values{}
	for name, value := range offer {
		values[name] = cmp.Or(changes[name], value)
	}
	preview := a.do(a.sent(a.do(a.typed("/gig post")), values))
	return a.argOf(preview, "gig.publish")
}

// publishes posts a gig, publishes it and returns its id.
func (a actor) publishes(changes bot.Values) string {
	a.t.Helper()
	id := a.drafts(changes)
	a.argOf(a.do(a.pressed("gig.publish", id)), "gig.pause")
	a.settle()
	return id
}

// applies applies to a gig and returns the application's id.
func (a actor) applies(gig string) string {
	a.t.Helper()
	form := a.do(a.pressed("gig.apply", gig))
	return a.argOf(a.do(a.sent(form, bot.Values{"message": "在籍中に担当していました。"})), "gig.withdraw")
}

// argOf is the argument of the answer's button for a route.
func (a actor) argOf(r bot.Response, route string) string {
	a.t.Helper()
	for _, b := range bottest.Buttons(r) {
		if b.Action.Route == route {
			return b.Action.Arg
		}
	}
	a.t.Fatalf("%s sees no button for %s in: %s", a.id, route, bottest.Words(r))
	return ""
}

// says fails the test unless the answer holds the text.
func (a actor) says(r bot.Response, text string) {
	a.t.Helper()
	if said := bottest.Words(r); !strings.Contains(said, text) {
		a.t.Fatalf("%s is not told %q but:\n%s", a.id, text, said)
	}
}
