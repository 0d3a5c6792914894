package adaptertest

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// maxEnd is how long an adapter may take to end.
const maxEnd = 10 * time.Second

// ends: an adapter that is told to end first finishes what was begun.
func ends() []check {
	finishing := func(name string, took func(*room) time.Duration) check {
		return check{name: "while the bot answers " + name, slow: true, run: func(r *room) { finishes(r, took(r)) }}
	}
	return []check{
		{name: "at rest", run: func(r *room) { r.ends() }},
		finishing("soon", func(r *room) time.Duration { return r.quick }),
		finishing("late", func(r *room) time.Duration { return r.slow }),
		{name: "and begins again", run: func(r *room) {
			r.ends()
			if err := r.stage.Raise(r.Context(), r.bot); err != nil {
				r.Fatalf("the adapter does not get connected again: %v", err)
			}
			r.lowered = false
			r.bot.answers(always(privately(say("Here again."))))
			r.types(hana, "/conf say")
			r.sees(only(hana, say("Here again.")))
		}},
	}
}

// ends lowers the adapter, which may not take long.
func (r *room) ends() {
	r.Helper()
	began := time.Now()
	r.lower()
	if took := time.Since(began); took > maxEnd {
		r.Errorf("the adapter took %v to end: expected at most %v", took.Round(time.Millisecond), maxEnd)
	}
}

// finishes tells the adapter to end while the bot thinks about answers to
// several people: all of them still get theirs.
func finishes(r *room, took time.Duration) {
	on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
	r.bot.answersLate(after(took, func(e bot.Event) bot.Response {
		if _, pressed := e.(bot.Pressed); pressed {
			return bot.Update{Message: say("The late answer to a press.")}
		}
		return privately(say("The late answer to " + string(e.About().User)))
	}))
	waits := []func(){
		r.begins(bottest.Type{Who: hana, Channel: general, Line: "/conf say"}),
		r.begins(r.press(ken, on, "Press")),
	}
	r.hear(len(waits))
	r.ends()
	for _, wait := range waits {
		wait()
	}
	r.seesLate(hana, only(hana, say("The late answer to "+string(r.account(hana)))),
		everyone(general, say("The late answer to a press.")).instead(on))
}
