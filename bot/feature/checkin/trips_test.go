package checkin_test

import (
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// No route takes more than three round trips on the way to its answer.
func TestRoundTrips(t *testing.T) {
	w := newWorld(t, redistest.Mini(t))
	people := w.enrol(6)
	everything := bot.Values{"title": "Pulse", "questions": "How? | 1-5\nHours | hours\nContact me | contact\nA word"}
	answers := bot.Values{"q1": "4", "q2": "9", "q3": "yes", "q4": "hello"}
	warm := w.start(everything) // brings connections and scripts up
	w.answers(people[0], warm, answers)
	w.press(manager, "checkin.question", warm)
	w.press(manager, "checkin.stop", warm[:12])
	w.settle()

	got := map[string]int{}
	trips := func(name string, do func() bot.Response) bot.Response {
		w.redis.Trips.Reset()
		r := do()
		got[name] = w.redis.Trips.Count()
		return r
	}
	typed := func(u bot.User, line string) bot.Response {
		return trips(line, func() bot.Response { return w.typed(u, line) })
	}
	press := func(u bot.User, route, arg string) bot.Response {
		return trips(route, func() bot.Response { return w.press(u, route, arg) })
	}
	fill := func(u bot.User, name string, r bot.Response, v bot.Values) bot.Response {
		return trips(name+", sent", func() bot.Response { return w.fill(u, r, v) })
	}
	typed(manager, "/checkin library")
	monthly := maps.Clone(everything)
	monthly["when"], monthly["title"] = "every month on the 1st at 10:00", "Monthly"
	id := bottest.ActionOf(t, fill(manager, "checkin.new", typed(manager, "/checkin new"), monthly), "Schedule it").Arg
	press(manager, "checkin.show", id)
	press(manager, "checkin.try", id)
	fill(manager, "checkin.tryform", press(manager, "checkin.tryform", id), answers)
	fill(manager, "checkin.edit of a draft", press(manager, "checkin.edit", id), bot.Values{"days": "3"})
	press(manager, "checkin.start", id)
	fill(manager, "checkin.edit", press(manager, "checkin.edit", id), bot.Values{"days": "4"})
	press(manager, "checkin.adopt", id)
	typed(manager, "/checkin list")
	typed(manager, "/checkin stop")
	w.pass(time.Hour)

	run := id + "-1"
	typed(people[0], "/checkin mine")
	fill(people[0], "checkin.answer", press(people[0], "checkin.answer", run), answers)
	fill(people[0], "checkin.answer again", press(people[0], "checkin.answer", run), bot.Values{"q3": ""})
	press(people[0], "checkin.profile", run)
	press(people[1], "checkin.skip", run)
	w.answers(people[2], run, answers)
	typed(manager, "/checkin results")
	typed(manager, "/checkin results checkin:Monthly")
	press(manager, "checkin.question", run)
	press(manager, "checkin.question", run+"/3")
	press(manager, "checkin.trend", run)
	press(manager, "checkin.missing", run)
	press(manager, "checkin.csv", run)
	press(manager, "checkin.done", bottest.ActionOf(t, typed(manager, "/checkin tasks"), "Done").Arg)
	press(manager, "checkin.stop", id)
	draft := bottest.ActionOf(t, w.fill(manager, w.typed(manager, "/checkin new"), everything), "Discard").Arg
	press(manager, "checkin.discard", draft)

	hidden := w.start(secret)
	trips("home of a member", func() bot.Response { return w.engine.Dispatch(t.Context(), bot.Opened{Meta: w.meta(people[3])}) })
	trips("home of a manager", func() bot.Response { return w.engine.Dispatch(t.Context(), bot.Opened{Meta: w.meta(manager)}) })
	opened := trips("checkin.answer, anonymous", func() bot.Response { return w.press(people[0], "checkin.answer", hidden) })
	fill(people[0], "checkin.answer, anonymous", opened, bot.Values{"q1": "4", "q2": "1"})
	trips("checkin.skip, anonymous", func() bot.Response { return w.press(people[1], "checkin.skip", hidden) })
	w.pass(8 * 24 * time.Hour)
	trips("checkin.question, anonymous", func() bot.Response { return w.press(manager, "checkin.question", hidden+"/4") })
	trips("checkin.csv, anonymous", func() bot.Response { return w.press(manager, "checkin.csv", hidden) })

	want := map[string]int{
		"/checkin library":                 1,
		"/checkin list":                    2,
		"/checkin mine":                    3,
		"/checkin new":                     2,
		"/checkin results":                 3,
		"/checkin results checkin:Monthly": 3,
		"/checkin stop":                    2,
		"/checkin tasks":                   3,
		"checkin.adopt":                    3,
		"checkin.answer":                   3,
		"checkin.answer again, sent":       3,
		"checkin.answer, anonymous":        3,
		"checkin.answer, anonymous, sent":  3,
		"checkin.answer, sent":             3,
		"checkin.csv":                      3,
		"checkin.csv, anonymous":           2,
		"checkin.discard":                  3,
		"checkin.done":                     3,
		"checkin.edit":                     3,
		"checkin.edit of a draft, sent":    3,
		"checkin.edit, sent":               3,
		"checkin.missing":                  3,
		"checkin.new, sent":                2,
		"checkin.profile":                  3,
		"checkin.question":                 3,
		"checkin.question, anonymous":      2,
		"checkin.show":                     2,
		"checkin.skip":                     3,
		"checkin.skip, anonymous":          3,
		"checkin.start":                    3,
		"checkin.stop":                     3,
		"checkin.trend":                    3,
		"checkin.try":                      2,
		"checkin.tryform":                  3,
		"checkin.tryform, sent":            2,
		"home of a manager":                2,
		"home of a member":                 3,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("round trips (-want +got)\n%s", diff)
	}
}
