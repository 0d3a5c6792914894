package checkin_test

import (
	"maps"
	"testing"
	"time"

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
	w.PressRoute(manager, "checkin.question", warm)
	w.PressRoute(manager, "checkin.stop", warm[:12])
	w.Settle()

	trips := w.Trips()
	trips.Type(manager, "/checkin library")
	monthly := maps.Clone(everything)
	monthly["when"], monthly["title"] = "every month on the 1st at 10:00", "Monthly"
	id := bottest.ActionOf(t, trips.Fill(manager, "checkin.new", trips.Type(manager, "/checkin new"), monthly), "Schedule it").Arg
	trips.Press(manager, "checkin.show", id)
	trips.Press(manager, "checkin.try", id)
	trips.Fill(manager, "checkin.tryform", trips.Press(manager, "checkin.tryform", id), answers)
	trips.Fill(manager, "checkin.edit of a draft", trips.Press(manager, "checkin.edit", id), bot.Values{"days": "3"})
	trips.Press(manager, "checkin.start", id)
	trips.Fill(manager, "checkin.edit", trips.Press(manager, "checkin.edit", id), bot.Values{"days": "4"})
	trips.Press(manager, "checkin.adopt", id)
	trips.Type(manager, "/checkin list")
	trips.Type(manager, "/checkin stop")
	w.Pass(time.Hour)

	run := id + "-1"
	trips.Type(people[0], "/checkin mine")
	trips.Fill(people[0], "checkin.answer", trips.Press(people[0], "checkin.answer", run), answers)
	trips.Fill(people[0], "checkin.answer again", trips.Press(people[0], "checkin.answer", run), bot.Values{"q3": ""})
	trips.Press(people[0], "checkin.profile", run)
	trips.Press(people[1], "checkin.skip", run)
	w.answers(people[2], run, answers)
	trips.Type(manager, "/checkin results")
	trips.Type(manager, "/checkin results checkin:Monthly")
	trips.Press(manager, "checkin.question", run)
	trips.Press(manager, "checkin.question", run+"/3")
	trips.Press(manager, "checkin.trend", run)
	trips.Press(manager, "checkin.missing", run)
	trips.Press(manager, "checkin.csv", run)
	trips.Press(manager, "checkin.done", bottest.ActionOf(t, trips.Type(manager, "/checkin tasks"), "Done").Arg)
	trips.Press(manager, "checkin.stop", id)
	draft := bottest.ActionOf(t, w.Fill(manager, w.Type(manager, "/checkin new"), everything), "Discard").Arg
	trips.Press(manager, "checkin.discard", draft)

	hidden := w.start(secret)
	trips.Of("home of a member", func() bot.Response { return w.Open(people[3]) })
	trips.Of("home of a manager", func() bot.Response { return w.Open(manager) })
	opened := trips.Of("checkin.answer, anonymous", func() bot.Response { return w.PressRoute(people[0], "checkin.answer", hidden) })
	trips.Fill(people[0], "checkin.answer, anonymous", opened, bot.Values{"q1": "4", "q2": "1"})
	trips.Of("checkin.skip, anonymous", func() bot.Response { return w.PressRoute(people[1], "checkin.skip", hidden) })
	w.Pass(8 * 24 * time.Hour)
	trips.Of("checkin.question, anonymous", func() bot.Response { return w.PressRoute(manager, "checkin.question", hidden+"/4") })
	trips.Of("checkin.csv, anonymous", func() bot.Response { return w.PressRoute(manager, "checkin.csv", hidden) })

	trips.Want(map[string]int{
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
	})
}
