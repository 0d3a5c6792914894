package adaptertest

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// events: the bot hears what people did, from whom and where, as they did it.
func events() []check {
	return []check{
		{name: "commands", run: commands},
		{name: "direct messages", run: func(r *room) {
			for _, text := range append(hostile(), "gig list", "一行目\n二行目") {
				r.does(bottest.Write{Who: hana, Text: text})
				e := hears[bot.Wrote](r)
				same(r, "what hana wrote to the bot", e.Text, text)
				r.about(e.Meta, hana, "")
			}
		}},
		{name: "shortcuts", run: shortcuts},
		{name: "home page", run: func(r *room) {
			for i, text := range []string{"Good morning.", "Good evening."} {
				for _, who := range []string{hana, ken} {
					r.bot.answers(always(privately(say(text + " " + who))))
					r.does(bottest.Look{Who: who})
					r.looked(who)
					r.sees(home(who, say([]string{"Good morning.", "Good evening."}[i]+" "+who)))
				}
			}
		}},
		{name: "completion", run: completion},
		{name: "menu", run: menu},
		{name: "delivered twice", run: twice},
		{name: "each with an id", run: func(r *room) {
			on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
			seen := map[string]bool{}
			for range 2 {
				r.types(hana, "/conf say")
				r.types(ken, "/conf say")
				r.presses(hana, on, "Press")
				r.presses(ken, on, "Press")
				r.does(bottest.Write{Who: hana, Text: "hello"})
				r.does(bottest.Look{Who: hana})
				r.stage.Shown()
			}
			heard := r.bot.events()
			same(r, "how many events were heard of twelve acts", len(heard), 12)
			for _, e := range heard {
				id := e.About().ID
				if id == "" || seen[id] {
					r.Errorf("a %T by %s has the id %q: expected one that no other event has", e, e.About().User, id)
				}
				seen[id] = true
			}
		}},
	}
}

// looked checks what the bot heard of a look at the home page. Where the
// platform has none, it is what the command /alumni home shows.
func (r *room) looked(who string) {
	r.Helper()
	heard := r.bot.events()
	if len(heard) != 1 {
		r.Fatalf("%s looks at the home page, and the bot heard %d events: %s", who, len(heard), kinds(heard))
	}
	same(r, "who looked at the home page", heard[0].About().User, r.account(who))
	switch e := heard[0].(type) {
	case bot.Opened:
		r.about(e.Meta, who, "")
	case bot.UsedCommand:
		same(r, "the command that stands for the home page", e.Command, "alumni home")
	default:
		r.Errorf("%s looks at the home page, and the bot heard a %T", who, e)
	}
}

// about checks what is known about every event.
func (r *room) about(m bot.Meta, who, channel string) {
	r.Helper()
	same(r, "who acted", m.User, r.account(who))
	if m.Community != "" || channel != "" {
		same(r, "in which community "+who+" acted", m.Community, bottest.Home)
	}
	want := bot.Channel("")
	if channel != "" {
		want = r.channel(channel)
	}
	same(r, "where "+who+" acted", m.Channel, want)
	same(r, "the screen's traits", m.Traits, r.traits())
	for _, one := range cast() {
		if one.ID == who {
			same(r, "the language of "+who+"'s client", m.Locale, one.Locale)
		}
	}
}

// commands: platforms where one types a line bring the line, those with options
// bring the options.
func commands(r *room) {
	for _, text := range []string{
		"a", "Go と Redis", `a "quoted" & <b> @everyone <!channel> *x* \n`, "a:b c", "https://example.com/a?b=c&d", "&amp; &lt;", "👩‍👩‍👧 か\u3099",
	} {
		r.does(bottest.Type{Who: ken, Channel: random, Line: "/conf say text:" + text})
		e := hears[bot.UsedCommand](r)
		r.about(e.Meta, ken, random)
		if e.Line != "" {
			same(r, "the line that ken typed", strings.TrimPrefix(e.Line, "/"), "conf say text:"+text)
			continue
		}
		same(r, "the command that ken used", e.Command, "conf say")
		same(r, "its option text", e.Options["text"], text)
	}
	line := "/conf say times:12 on:2026-12-24 to:" + string(r.account(hana))
	r.types(mei, line)
	e := hears[bot.UsedCommand](r)
	if e.Line != "" {
		same(r, "the line that mei typed", e.Line, line)
		return
	}
	r.holds("the options", e.Options, bot.Values{"times": "12", "on": "2026-12-24", "to": string(r.account(hana))})
}

func shortcuts(r *room) {
	for _, tt := range []struct{ author, user, label, text string }{
		{ken, hana, "メモする", "An ordinary message."},
		{hana, ken, "Make a note", "一行目 <!channel>\n*二行目* &amp; @everyone\n> 三行目"},
		{mei, mei, "メモする", "https://example.com/a_b?c=d&e=f"},
	} {
		r.does(bottest.Post{Who: tt.author, Channel: random, Text: tt.text})
		r.bot.answers(always(privately(say("Noted."))))
		r.does(bottest.Use{Who: tt.user, Label: tt.label, Text: firstLine(strings.Split(tt.text, "\n"))})
		e := hears[bot.UsedCommand](r)
		r.about(e.Meta, tt.user, random)
		same(r, "the route of the shortcut", e.Command, routeNote)
		if e.On == nil {
			r.Fatalf("%s used a shortcut on %s's message, and the bot does not hear on which", tt.user, tt.author)
		}
		same(r, "what the message says", e.On.Text, tt.text)
		same(r, "who wrote it", e.On.Author, r.account(tt.author))
		same(r, "the platform of its reference", e.On.Ref.Platform(), r.traits().Platform)
		r.sees(only(tt.user, say("Noted.")))
	}
}

func completion(r *room) {
	offers := []bot.Pick{{Value: "go", Label: "go"}, {Value: "golang-migrate", Label: "golang-migrate"}, {Value: "機械学習", Label: "機械学習 <&>"}}
	r.bot.mu.Lock()
	r.bot.offers = func(q asked) []bot.Pick {
		if q.typed == "none" {
			return nil
		}
		return offers
	}
	r.bot.mu.Unlock()
	r.bot.questions()
	r.does(bottest.Complete{Who: hana, Line: "/conf say text:g"})
	r.sees(offered(hana, offers...))
	all := r.bot.questions()
	if len(all) != 1 {
		r.Fatalf("hana types an option, and the bot is asked %d times: expected once", len(all))
	}
	same(r, "the route that is completed", all[0].route, routeSay)
	same(r, "the option that is completed", all[0].option, "text")
	same(r, "what was typed of it", all[0].typed, "g")
	same(r, "who types", all[0].meta.User, r.account(hana))
	same(r, "in which language", all[0].meta.Locale, bot.Japanese)
	r.does(bottest.Complete{Who: ken, Line: "/conf say text:none"})
	r.sees(offered(ken))
}

// menu: whoever begins to type a command finds each of them, or the word that
// it begins with, and reads what it is for.
func menu(r *room) {
	for _, who := range []string{hana, ken} {
		offered := r.stage.Commands(who)
		for _, route := range r.bot.Routes() {
			if route.Command == "" {
				continue
			}
			command, found := "/"+route.Command, false
			for _, p := range offered {
				if p.Label == "" {
					r.Errorf("on %s's screen, the command %s says nothing about itself", who, p.Value)
				}
				if !strings.HasPrefix(command+" ", p.Value+" ") {
					continue
				}
				found = true
				one := cast()[0]
				if who == ken {
					one = cast()[1]
				}
				if p.Value == command {
					same(r, "what the command "+command+" says about itself to "+who, p.Label, route.Summary(one.Locale))
				}
			}
			if !found {
				r.Errorf("expected on %s's screen a command %s, or the word that it begins with; but there are %v", who, command, offered)
			}
		}
	}
}

// twice: what the platform delivers again has the same id, so that the bot
// recognises it; or the adapter does.
func twice(r *room) {
	on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
	r.bot.answers(always(bot.Nothing{}))
	acts := []bottest.Act{
		bottest.Type{Who: hana, Channel: general, Line: "/conf say"}, r.press(ken, on, "Press"), bottest.Write{Who: mei, Text: "hello"},
	}
	for _, a := range acts {
		r.does(a)
		if err := r.stage.Again(r.Context()); err != nil {
			r.Errorf("%s: it cannot be delivered again: %v", describe(a), err)
		}
		heard := r.bot.events()
		if len(heard) == 0 || len(heard) > 2 {
			r.Errorf("%s: delivered twice, and heard %d times: expected once or twice", describe(a), len(heard))
			continue
		}
		same(r, "the id of an event that was delivered again", heard[len(heard)-1].About().ID, heard[0].About().ID)
	}
}
