package main

import (
	"regexp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// linkScenes are those of one person with two accounts: hana, and somebody who
// moved in.
var linkScenes = map[string]staging{
	"link.show": func(w *town, at screen) scene { return typing(at(w.as("hana")), "/alumni link", nil) },
	"link.confirm": func(w *town, at screen) scene {
		second := w.as(w.moveIn(false))
		return pressing(at(second), "link.confirm", second.argOf(second.typesCodeOf("hana"), "link.confirm"))
	},
	"link.here": func(w *town, at screen) scene { return pressing(at(w.linked()), "link.here", "") },
	"link.part": func(w *town, at screen) scene { return pressing(at(w.linked()), "link.part", "this") },
}

var codeShown = regexp.MustCompile(`code:([0-9A-Z-]+)`)

// typesCodeOf types the code that somebody else is shown.
func (a actor) typesCodeOf(id string) bot.Response {
	other := a.as(id)
	code := codeShown.FindStringSubmatch(bottest.Words(other.do(other.typed("/alumni link"))))
	if code == nil {
		a.t.Fatal("no code is shown")
	}
	return a.do(a.typed("/alumni link code:" + code[1]))
}

// linked is a second account of hana's.
func (w *town) linked() actor {
	second := w.as(w.moveIn(false))
	second.do(second.pressed("link.confirm", second.argOf(second.typesCodeOf("hana"), "link.confirm")))
	return second
}
