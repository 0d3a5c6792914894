package main

import "maps"

import "github.com/alumnibot/alumnibot/bot"

// pulse is a check-in with every kind of question that changes something.
var pulse = bot.Values{
	"title": "今月の調子", "questions": "調子はいかがですか｜1〜5\n月に使える時間｜時間\n連絡がほしい｜連絡\nひとことどうぞ"}

// replies answer it.
var replies = bot.Values{"q1": "4", "q2": "30", "q3": "yes", "q4": "元気です。"}

var checkInScenes = map[string]staging{
	"checkin.new": func(w *town, at screen) scene {
		return typing(at(w.as("mana")), "/checkin new when:毎月1日10:00", pulse)
	},
	"checkin.library": func(w *town, at screen) scene { return typing(at(w.as("mana")), "/checkin library", nil) },
	"checkin.list": func(w *town, at screen) scene {
		w.as("mana").sketches("")
		return typing(at(w.as("mana")), "/checkin list", nil)
	},
	"checkin.show":    func(w *town, at screen) scene { return sketched(w, at, "checkin.show") },
	"checkin.discard": func(w *town, at screen) scene { return sketched(w, at, "checkin.discard") },
	"checkin.start":   func(w *town, at screen) scene { return sketched(w, at, "checkin.start") },
	"checkin.try":     func(w *town, at screen) scene { return sketched(w, at, "checkin.try") },
	"checkin.edit": func(w *town, at screen) scene {
		s := sketched(w, at, "checkin.edit")
		s.values = bot.Values{"title": "来月の調子", "days": "3"}
		return s
	},
	"checkin.tryform": func(w *town, at screen) scene {
		s := sketched(w, at, "checkin.tryform")
		s.values = replies
		return s
	},
	"checkin.adopt": func(w *town, at screen) scene {
		mana := w.as("mana")
		id := mana.sketches("毎月1日10:00")
		mana.do(mana.pressed("checkin.start", id))
		mana.do(mana.sent(mana.do(mana.pressed("checkin.edit", id)), bot.Values{"title": "来月の調子"}))
		return pressing(at(mana), "checkin.adopt", id)
	},
	"checkin.stop": func(w *town, at screen) scene {
		return pressing(at(w.as("mana")), "checkin.stop", w.as("mana").inquires()[:12])
	},

	"checkin.mine": func(w *town, at screen) scene {
		w.as("mana").inquires()
		return typing(at(w.as("hana")), "/checkin mine", nil)
	},
	"checkin.answer": func(w *town, at screen) scene {
		s := pressing(at(w.as("hana")), "checkin.answer", w.as("mana").inquires())
		s.values = replies
		return s
	},
	"checkin.skip": func(w *town, at screen) scene {
		return pressing(at(w.as("hana")), "checkin.skip", w.as("mana").inquires())
	},
	"checkin.profile": func(w *town, at screen) scene {
		run := w.as("mana").inquires()
		w.as("hana").replies(run)
		return pressing(at(w.as("hana")), "checkin.profile", run)
	},

	"checkin.results": func(w *town, at screen) scene {
		w.as("hana").replies(w.as("mana").inquires())
		return typing(at(w.as("mana")), "/checkin results checkin:今月の調子", nil)
	},
	"checkin.question": func(w *town, at screen) scene { return replied(w, at, "checkin.question") },
	"checkin.trend":    func(w *town, at screen) scene { return replied(w, at, "checkin.trend") },
	"checkin.missing":  func(w *town, at screen) scene { return replied(w, at, "checkin.missing") },
	"checkin.csv":      func(w *town, at screen) scene { return replied(w, at, "checkin.csv") },
	"checkin.tasks": func(w *town, at screen) scene {
		w.as("hana").replies(w.as("mana").inquires())
		return typing(at(w.as("mana")), "/checkin tasks", nil)
	},
	"checkin.done": func(w *town, at screen) scene {
		mana := w.as("mana")
		w.as("hana").replies(mana.inquires())
		return pressing(at(mana), "checkin.done", mana.argOf(mana.do(mana.typed("/checkin tasks")), "checkin.done"))
	},
}

func sketched(w *town, at screen, route string) scene {
	return pressing(at(w.as("mana")), route, w.as("mana").sketches(""))
}

// replied is a run that hana answered.
func replied(w *town, at screen, route string) scene {
	run := w.as("mana").inquires()
	w.as("hana").replies(run)
	return pressing(at(w.as("mana")), route, run)
}

// sketches drafts a check-in and returns its id.
func (a actor) sketches(when string) string {
	a.t.Helper()
	values := bot.Values{"when": when}
	maps.Copy(values, pulse)
	return a.argOf(a.do(a.sent(a.do(a.typed("/checkin new")), values)), "checkin.start")
}

// inquires has a check-in run and returns the id of the run.
func (a actor) inquires() string {
	a.t.Helper()
	id := a.sketches("")
	a.do(a.pressed("checkin.start", id))
	a.town.pass(0)
	a.settle()
	return id + "-1"
}

// replies answers a run.
func (a actor) replies(run string) {
	a.t.Helper()
	a.says(a.do(a.sent(a.do(a.pressed("checkin.answer", run)), replies)), "ありがとうございます")
}
