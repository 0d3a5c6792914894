package main

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// news is a broadcast to all members of a town.
const news = "/broadcast new title:交流会のお知らせ body:12月10日に集まります。 when:今すぐ"

var broadcastScenes = map[string]staging{
	"broadcast.new": func(w *town, at screen) scene {
		return typing(at(w.as("mana")), "/broadcast new", bot.Values{
			"title": "交流会のお知らせ", "body": "12月10日に集まります。", "title2": "Meetup", "body2": "We meet on 10 December.",
			"audience": "skill:go", "when": "明日 9:00",
		})
	},
	"broadcast.list": func(w *town, at screen) scene {
		w.as("mana").writes()
		return typing(at(w.as("mana")), "/broadcast list", nil)
	},
	"broadcast.edit": func(w *town, at screen) scene {
		s := aboutDraft(w, at, "broadcast.edit")
		s.values = bot.Values{"title": "交流会の日時変更", "title2": "Another day", "body2": "We meet on 11 December."}
		return s
	},
	"broadcast.show":    func(w *town, at screen) scene { return aboutDraft(w, at, "broadcast.show") },
	"broadcast.discard": func(w *town, at screen) scene { return aboutDraft(w, at, "broadcast.discard") },
	"broadcast.test":    func(w *town, at screen) scene { return aboutDraft(w, at, "broadcast.test") },
	"broadcast.preview": func(w *town, at screen) scene { return aboutDraft(w, at, "broadcast.preview") },
	"broadcast.send": func(w *town, at screen) scene {
		w.crowd()
		s := aboutDraft(w, at, "broadcast.send")
		s.values = bot.Values{"count": "7"}
		return s
	},
	"broadcast.undo": func(w *town, at screen) scene {
		return pressing(at(w.as("mana")), "broadcast.undo", w.as("mana").confirms())
	},
	"broadcast.pause": func(w *town, at screen) scene {
		return pressing(at(w.as("mana")), "broadcast.pause", w.as("mana").broadcasts())
	},
	"broadcast.resume": func(w *town, at screen) scene {
		id := w.as("mana").broadcasts()
		w.as("mana").do(w.as("mana").pressed("broadcast.pause", id))
		return pressing(at(w.as("mana")), "broadcast.resume", id)
	},
	"broadcast.cancel": func(w *town, at screen) scene {
		return pressing(at(w.as("mana")), "broadcast.cancel", w.as("mana").broadcasts())
	},
	"broadcast.report": func(w *town, at screen) scene {
		return pressing(at(w.as("mana")), "broadcast.report", w.as("mana").broadcasts())
	},
	"broadcast.retry": func(w *town, at screen) scene {
		w.platform.SetInbox("rin", true)
		id := w.as("mana").broadcasts()
		w.settle()
		w.platform.SetInbox("rin", false)
		return pressing(at(w.as("mana")), "broadcast.retry", id)
	},
}

func aboutDraft(w *town, at screen, route string) scene {
	return pressing(at(w.as("mana")), route, w.as("mana").writes())
}

// writes drafts a broadcast and returns its id.
func (a actor) writes() string {
	return a.argOf(a.do(a.typed(news)), "broadcast.send")
}

// confirms has a broadcast sent as soon as it cannot be taken back any more.
func (a actor) confirms() string {
	id := a.writes()
	a.do(a.pressed("broadcast.send", id))
	return id
}

// broadcasts has the sending of a broadcast begin.
func (a actor) broadcasts() string {
	id := a.confirms()
	a.town.pass(time.Minute)
	return id
}

// pass lets time go by, and does what is due then. Nothing is sent yet.
func (w *town) pass(d time.Duration) {
	w.t.Helper()
	w.clock = w.clock.Add(d)
	runner, err := w.NewRunner()
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := runner.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}
