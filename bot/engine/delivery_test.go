package engine

import (
	"context"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// However an event is found to be for a community, a copy of its request gets
// nothing from another process. The platform's own redelivery is another request,
// and is answered as ever.
func TestReplayedRequestIsRejected(t *testing.T) {
	d := newHarness(t, nil)
	d.Engine.Config.Features[0].Routes[0].Options[0].Complete = func(context.Context, *bot.Call, string) ([]bot.Pick, error) {
		return []bot.Pick{{Value: "a", Label: "A"}}, nil
	}
	other, err := New(d.Engine.Config)
	if err != nil {
		t.Fatal(err)
	}
	meta := func() bot.Meta { return d.meta("hana", roomy) }
	nowhere := func() bot.Meta {
		m := meta()
		m.Community = ""
		return m
	}
	form := d.ask(d.command("hana", roomy, "/x make")).ID
	for name, event := range map[string]bot.Event{
		"a command":                   bot.UsedCommand{Meta: meta(), Line: "/x count n:1"},
		"a command with a form":       bot.UsedCommand{Meta: meta(), Line: "/x make"},
		"a button":                    bot.Pressed{Meta: meta(), Action: bot.Action{Community: "acme", Route: "x.join"}},
		"a form":                      bot.Sent{Meta: meta(), Sheet: form, Values: bot.Values{"title": "a"}},
		"a home page":                 bot.Opened{Meta: meta()},
		"a message":                   bot.Wrote{Meta: meta(), Text: "x count n:1"},
		"a message to some community": bot.Wrote{Meta: nowhere(), Text: "x count n:1"},
		"somebody who left":           bot.Left{Meta: meta()},
	} {
		t.Run(name, func(t *testing.T) {
			m := event.About()
			m.Delivery = name + " 1"
			if r, replayed := d.Dispatch(t.Context(), event.WithMeta(m)).(bot.Reject); replayed {
				t.Fatalf("the first is answered with %#v", r)
			}
			for _, process := range []*Engine{other, d.Engine} {
				if r := process.Dispatch(t.Context(), event.WithMeta(m)); r != (bot.Reject{}) {
					t.Errorf("a copy is answered with %#v", r)
				}
			}
			m.Delivery = name + " 2"
			if r, rejected := other.Dispatch(t.Context(), event.WithMeta(m)).(bot.Reject); rejected {
				t.Errorf("a redelivery is answered with %#v", r)
			}
		})
	}
	m := meta()
	m.Delivery = "completion"
	first, second := d.Complete(t.Context(), m, "x.make", "title", ""), other.Complete(t.Context(), m, "x.make", "title", "")
	if len(first) != 1 || len(second) != 0 {
		t.Errorf("completions: %v, and for a copy %v", first, second)
	}
}

// Taking the delivery costs no round trip.
func TestDeliveryTravelsWithTheFirstRead(t *testing.T) {
	d, redis := newHarnessOver(t, nil)
	trips := func(delivery string) int {
		m := d.meta("hana", roomy)
		m.Delivery = delivery
		redis.Trips.Reset()
		d.says(d.Dispatch(t.Context(), bot.UsedCommand{Meta: m, Line: "/x count n:1"}), "made")
		return redis.Trips.Count()
	}
	trips("warm up")
	if without, with := trips(""), trips("1"); with != without+1 { // the harness itself reads nothing
		t.Errorf("%d round trips with a delivery, %d without", with, without)
	}
}

// A call that conflicts runs again, and does not take its own delivery for a copy.
func TestConflictIsNoReplay(t *testing.T) {
	d := newHarness(t, nil)
	d.fail = func(pass int) error {
		if pass < 3 {
			return storage.ErrConflict
		}
		return nil
	}
	m := d.meta("hana", roomy)
	m.Delivery = "1"
	d.says(d.Dispatch(t.Context(), bot.UsedCommand{Meta: m, Line: "/x count n:1"}), "made")
}
