package main

import (
	"maps"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// scene is a town in which a route can be used, by whom, with which event, and
// what its form is filled in with.
type scene struct {
	who    actor
	open   bot.Event
	values bot.Values
	asks   bool // the route has a form
}

// screen is how the person of a scene looks at the bot.
type screen func(actor) actor

// staging sets up a scene.
type staging = func(*town, screen) scene

// scenes are one for each route. The values of a form are those that are not in
// it from the start.
var scenes = joined(gigScenes, broadcastScenes, linkScenes, checkInScenes, adminScenes)

func joined(all ...map[string]staging) map[string]staging {
	scenes := map[string]staging{}
	for _, some := range all {
		maps.Copy(scenes, some)
	}
	return scenes
}

// gigScenes are those of members, gigs and the bot itself.
var gigScenes = map[string]staging{
	"member.register": func(w *town, at screen) scene {
		return typing(at(w.as(w.moveIn(false))), "/alumni register", bot.Values{
			"name": "新井 望", "department": "開発部", "left": "2020", "closeness": "gigs", "skills": "Go、Redis", "gigs": "yes", "directory": "yes",
		})
	},
	"member.profile": func(w *town, at screen) scene { return typing(at(w.as("hana")), "/alumni profile", nil) },
	"member.edit": func(w *town, at screen) scene {
		return typing(at(w.as("hana")), "/alumni edit", bot.Values{"name": "田中 花子"})
	},
	"member.visibility": func(w *town, at screen) scene {
		return typing(at(w.as("hana")), "/alumni visibility", bot.Values{"hours": "me"})
	},
	"member.employers": func(w *town, at screen) scene {
		return typing(at(w.as("hana")), "/alumni employers", bot.Values{"employers": "みどり商事, 2020-2023"})
	},
	"member.closeness": func(w *town, at screen) scene {
		return typing(at(w.as("hana")), "/alumni closeness", bot.Values{"level": "mentor"})
	},
	"member.zone": func(w *town, at screen) scene {
		return typing(at(w.as("hana")), "/alumni zone", bot.Values{"zone": "Europe/Berlin"})
	},
	"member.consent": func(w *town, at screen) scene {
		return typing(at(w.as("hana")), "/alumni consent withdraw:gigs", nil)
	},
	"member.withdraw": func(w *town, at screen) scene { return pressing(at(w.as("hana")), "member.withdraw", "gigs") },
	"member.agree": func(w *town, at screen) scene {
		w.as("hana").do(w.as("hana").pressed("member.withdraw", "gigs"))
		return pressing(at(w.as("hana")), "member.agree", "gigs")
	},
	"member.less":   func(w *town, at screen) scene { return pressing(at(w.as("hana")), "member.less", "gigs") },
	"member.snooze": func(w *town, at screen) scene { return pressing(at(w.as("hana")), "member.snooze", "week") },
	"member.stop":   func(w *town, at screen) scene { return pressing(at(w.as("hana")), "member.stop", "gigs") },
	"member.find": func(w *town, at screen) scene {
		w.crowd()
		return typing(at(w.as("hana")), "/alumni find", bot.Values{"skill": "go"})
	},
	"member.more": func(w *town, at screen) scene {
		w.crowd()
		found := w.as("hana").do(w.as("hana").typed("/alumni find text:開発"))
		return pressing(at(w.as("hana")), "member.more", w.as("hana").argOf(found, "member.more"))
	},
	"member.show": func(w *town, at screen) scene {
		found := w.as("emi").do(w.as("emi").typed("/alumni find text:開発"))
		return pressing(at(w.as("emi")), "member.show", w.as("emi").argOf(found, "member.show"))
	},
	"member.skills": func(w *town, at screen) scene {
		return typing(at(w.as("mana")), "/alumni skills add:ゴーファー means:go", nil)
	},

	"gig.post": func(w *town, at screen) scene { return typing(at(w.as("mori")), "/gig post", offer) },
	"gig.list": func(w *town, at screen) scene {
		w.as("mori").publishes(nil)
		return typing(at(w.as("hana")), "/gig list skill:go", nil)
	},
	"gig.show": func(w *town, at screen) scene {
		return pressing(at(w.as("hana")), "gig.show", w.as("mori").publishes(nil))
	},
	"gig.mine":         func(w *town, at screen) scene { return typing(at(w.as("mori")), "/gig mine", nil) },
	"gig.applications": func(w *town, at screen) scene { return typing(at(w.as("hana")), "/gig applications", nil) },
	"gig.publish": func(w *town, at screen) scene {
		return pressing(at(w.as("mori")), "gig.publish", w.as("mori").drafts(nil))
	},
	"gig.edit": func(w *town, at screen) scene {
		s := pressing(at(w.as("mori")), "gig.edit", w.as("mori").publishes(nil))
		s.values = bot.Values{"title": "在庫APIの監視と警告", "people": "2"}
		return s
	},
	"gig.discard": func(w *town, at screen) scene {
		return pressing(at(w.as("mori")), "gig.discard", w.as("mori").drafts(nil))
	},
	"gig.pause": func(w *town, at screen) scene {
		return pressing(at(w.as("mori")), "gig.pause", w.as("mori").publishes(nil))
	},
	"gig.resume": func(w *town, at screen) scene {
		gig := w.as("mori").publishes(nil)
		w.as("mori").do(w.as("mori").pressed("gig.pause", gig))
		return pressing(at(w.as("mori")), "gig.resume", gig)
	},
	"gig.correct": func(w *town, at screen) scene {
		gig := w.as("mori").publishes(nil)
		w.as("mori").do(w.as("mori").pressed("gig.pause", gig))
		return pressing(at(w.as("mori")), "gig.correct", gig)
	},
	"gig.extend": func(w *town, at screen) scene {
		return pressing(at(w.as("mori")), "gig.extend", w.as("mori").publishes(nil))
	},
	"gig.close": func(w *town, at screen) scene {
		return pressing(at(w.as("mori")), "gig.close", w.as("mori").publishes(nil))
	},
	"gig.answer": func(w *town, at screen) scene {
		gig := w.as("mori").publishes(nil)
		w.as("hana").applies(gig)
		w.as("rin").applies(gig)
		return pressing(at(w.as("mori")), "gig.answer", gig)
	},
	"gig.apply": func(w *town, at screen) scene {
		s := pressing(at(w.as("hana")), "gig.apply", w.as("mori").publishes(nil))
		s.values = bot.Values{"message": "在籍中に担当していました。"}
		return s
	},
	"gig.refer": func(w *town, at screen) scene {
		return pressing(at(w.as("hana")), "gig.refer", w.as("mori").publishes(nil))
	},
	"gig.referral": func(w *town, at screen) scene {
		return typing(at(w.as("rin")), "/gig referral code:abcdefgh2345", nil)
	},
	"gig.referrals": func(w *town, at screen) scene {
		w.as("hana").do(w.as("hana").pressed("gig.refer", w.as("mori").publishes(nil)))
		return typing(at(w.as("hana")), "/gig referrals", nil)
	},
	"gig.withdraw": func(w *town, at screen) scene {
		return pressing(at(w.as("hana")), "gig.withdraw", w.as("hana").applies(w.as("mori").publishes(nil)))
	},
	"gig.applicants": func(w *town, at screen) scene {
		gig := w.as("mori").publishes(nil)
		w.as("hana").applies(gig)
		return pressing(at(w.as("mori")), "gig.applicants", gig)
	},
	"gig.applicant": func(w *town, at screen) scene { return answering(w, at, "gig.applicant") },
	"gig.talk":      func(w *town, at screen) scene { return answering(w, at, "gig.talk") },
	"gig.accept":    func(w *town, at screen) scene { return answering(w, at, "gig.accept") },
	"gig.decline":   func(w *town, at screen) scene { return answering(w, at, "gig.decline") },

	"help.show": func(w *town, at screen) scene { return typing(at(w.as("emi")), "/alumni help", nil) },
	"home.show": func(w *town, at screen) scene {
		who := at(w.as("hana"))
		return scene{who: who, open: bot.Opened{Meta: who.meta()}}
	},
	"form.open": func(w *town, at screen) scene {
		who := w.as(w.moveIn(false)).on(bottest.Cramped())
		first := who.sent(who.do(who.typed("/alumni register")), bot.Values{"name": "新井 望", "department": "開発部", "left": "2020"})
		return pressing(at(who), "form.open", who.argOf(who.do(first), "form.open"))
	},
}

func typing(who actor, line string, values bot.Values) scene {
	return scene{who: who, open: who.typed(line), values: values}
}

func pressing(who actor, route, arg string) scene {
	return scene{who: who, open: who.pressed(route, arg)}
}

// answering is mori before hana's application.
func answering(w *town, at screen, route string) scene {
	return pressing(at(w.as("mori")), route, w.as("hana").applies(w.as("mori").publishes(nil)))
}

// crowd is more members than a page of the directory shows.
func (w *town) crowd() {
	for range 5 {
		w.moveIn(true)
	}
	w.settle()
}

func TestEveryRouteHasAScene(t *testing.T) {
	w := newTown(t, anyRedis(t))
	for _, r := range w.Engine.Routes() {
		if scenes[r.Name] == nil {
			t.Errorf("there is no scene for %s", r.Name)
		}
	}
	if n := len(w.Engine.Routes()); n != len(scenes) {
		t.Errorf("%d scenes for %d routes", len(scenes), n)
	}
}

// plain is the screen of as.
func plain(a actor) actor { return a }

// scene sets one up.
func (w *town) scene(route string, at screen) scene {
	s := scenes[route](w, at)
	for _, r := range w.Engine.Routes() {
		s.asks = s.asks || r.Name == route && r.Form != nil
	}
	return s
}

// effect is the event of the scene that has an effect: of a form, that it is
// sent.
func (s scene) effect() bot.Event {
	if s.asks {
		return s.who.sent(s.who.do(s.open), s.values)
	}
	return s.open
}
