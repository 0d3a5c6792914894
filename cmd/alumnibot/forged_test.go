package main

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Secrets are in what the attackers below may not read.
const (
	secretDraft   = "まだ秘密の下書き"
	secretAbroad  = "グロベックスの極秘案件"
	secretMessage = "林凛だけの志望理由"
)

// attack is a town with secrets, and what somebody could write into a button.
type attack struct {
	*town
	args map[string]string
}

func newAttack(t *testing.T) attack {
	w := newTown(t, anyRedis(t))
	gig := w.as("mori").publishes(bot.Values{"people": "2"})
	rin := w.as("rin")
	application := rin.argOf(rin.do(rin.sent(rin.do(rin.pressed("gig.apply", gig)), bot.Values{"message": secretMessage})), "gig.withdraw")
	form := rin.sheet(rin.do(rin.typed("/alumni edit"))).ID
	cursor := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return attack{w, map[string]string{
		"nothing":                   "",
		"no gig":                    "aaaaaaaaaaaa",
		"somebody's draft":          w.as("mori").drafts(bot.Values{"title": secretDraft}),
		"a gig of another place":    w.as("glen").publishes(bot.Values{"title": secretAbroad}),
		"somebody's application":    application,
		"an application to nothing": "aaaaaaaaaaaa." + strings.Repeat("a", 20),
		"somebody's form":           strings.TrimPrefix(form, "acme."),
		"somebody's sheet":          form,
		"a record's key":            "{c:acme}:member:r:x",
		"60 bytes":                  strings.Repeat("x", 60),
		"61 bytes":                  strings.Repeat("x", 61),
		"1,000 bytes":               strings.Repeat("長", 333),
		"separators":                "a|b|c",
		"a page":                    "~",
		"a page of nothing":         "~x",
		"a page of something":       gig + "~" + cursor("0:x"),
		"a page beyond":             gig + "~" + cursor("99999999999999999999:x"),
		"a page without an id":      "~" + cursor("5"),
		"a search":                  "x.5",
		"a search without an id":    ".-1",
		"a number":                  "18446744073709551616",
		"control characters":        "a\x00b\r\n",
		"not UTF-8":                 "\xff\xfe",
		"a pattern":                 "*",
		"a path":                    "../../member",
	}}
}

// Whatever is written into a button by hand, by whomever: it is answered in
// words, shows nobody's secrets and changes nothing.
func TestForgedButtons(t *testing.T) {
	w := newAttack(t)
	newcomer := w.moveIn(false)
	for _, id := range []string{"hana", "emi", "zoe", newcomer} {
		for _, who := range []actor{w.as(id).on(bottest.Cramped()), w.as(id).speaking(bot.English)} {
			who.do(who.typed("/alumni home")) // of any use, language and zone are kept
			before := w.held()
			for _, route := range w.Engine.Routes() {
				for kind, arg := range w.args {
					w.harmless(who, who.pressed(route.Name, arg), route.Name+" with "+kind)
				}
			}
			if diff := cmp.Diff(before, w.held()); diff != "" {
				t.Errorf("%s changed something:\n%s", id, diff)
			}
		}
	}
}

func (w attack) harmless(who actor, e bot.Event, what string) {
	w.t.Helper()
	r := who.do(e)
	said := bottest.Words(r)
	if ask, ok := r.(bot.Ask); ok {
		said += ask.Sheet.Intro.String()
		for _, v := range ask.Sheet.Values {
			said += "\n" + v
		}
	}
	if said == "" || troubled.MatchString(said) {
		w.t.Errorf("%s: %s is answered with: %q", who.id, what, said)
	}
	for _, secret := range []string{secretDraft, secretAbroad, secretMessage} {
		if strings.Contains(said, secret) {
			w.t.Errorf("%s: %s tells a secret:\n%s", who.id, what, said)
		}
	}
}

// Buttons that lead nowhere, and those of a community that one is not in.
func TestForgedRoutes(t *testing.T) {
	t.Parallel()
	w := newAttack(t)
	hana := w.as("hana")
	hana.do(hana.typed("/alumni home"))
	before := w.held()
	for _, name := range []string{"", "gig.nuke", "GIG.PUBLISH", "gig.publish|x", strings.Repeat("x", 100), "form.open "} {
		w.harmless(hana, hana.pressed(name, ""), "the route "+name)
		w.harmless(hana, bot.UsedCommand{Meta: hana.meta(), Command: name}, "the command "+name)
	}
	for _, route := range w.Engine.Routes() {
		for _, in := range []bot.CommunityID{bottest.Other, "initech", "", "globex|x"} {
			e := hana.pressed(route.Name, w.args["a gig of another place"])
			e.Action.Community = in
			w.harmless(hana, e, route.Name+" in "+string(in))
		}
	}
	if diff := cmp.Diff(before, w.held()); diff != "" {
		t.Errorf("something changed:\n%s", diff)
	}
}

// Forms that somebody else opened, that nobody opened, or that were changed on
// the way.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	w := newAttack(t)
	before := w.held()
	hana := w.as("hana")
	values := bot.Values{"name": "乗っ取り", "department": "x", "left": "2020", "closeness": "chat"}
	for _, sheet := range []string{
		w.args["somebody's sheet"], strings.Replace(w.args["somebody's sheet"], "acme.", "globex.", 1), w.args["somebody's form"],
		"", ".", "acme.", "acme.x", "acme." + strings.Repeat("x", 500), "acme.\x00", ".x", "initech.x",
	} {
		for _, v := range []bot.Values{nil, {}, values} {
			w.harmless(hana, bot.Sent{Meta: hana.meta(), Sheet: sheet, Values: v}, "the form "+sheet)
		}
	}
	if diff := cmp.Diff(before, w.held()); diff != "" {
		t.Errorf("something changed:\n%s", diff)
	}
	// What the form does not ask has no effect.
	form := hana.sent(hana.do(hana.typed("/alumni closeness")), bot.Values{"level": "chat"})
	form.Values["name"], form.Values["gigs"], form.Values["\x00"] = "乗っ取り", "", "x"
	if said := bottest.Words(hana.do(form)); !strings.Contains(said, "田中 花") || !strings.Contains(said, "ときどき話したい") {
		t.Errorf("a form with more than it asks is answered with:\n%s", said)
	}
}
