package slack_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
)

// A form that a button opened is answered where the button is, whoever else
// reads there sees only what is public.
func TestAnswersToAFormGoWhereItWasOpened(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer bot.Response
		want   string
	}{
		"update":        {bot.Update{Message: say("changed")}, "C1 edited: changed"},
		"private reply": {bot.Reply{Message: say("thanks")}, "C1 only UKEN: thanks"},
		"public reply":  {bot.Reply{Message: say("news"), Public: true}, "C1: news"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
				if _, sent := e.(bot.Sent); sent {
					return tt.answer
				}
				return bot.Ask{Sheet: sheet(nil)}
			}}
			w := newHarness(t, b)
			channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
			w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
			w.sees("C1: card", "UKEN form")
			w.does(w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], map[string]map[string]any{
				"name": {"x": map[string]any{"type": "plain_text_input", "value": "<@UHANA>"}},
			}))
			w.sees(tt.want)
			if sent := b.latest().(bot.Sent); sent.Values["name"] != "<@UHANA>" || sent.Channel != "slack:T1/C1" || sent.Sheet != "sheet" {
				t.Errorf("it came as %+v", sent)
			}
			if len(w.space.OpenViews("UKEN")) != 0 {
				t.Error("the form is still open")
			}
		})
	}
}

// A trigger that is too old: a button opens the form instead, and what the form
// is answered with goes where it would have gone.
func TestTriggerTooOld(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
		if _, sent := e.(bot.Sent); sent {
			return bot.Update{Message: say("changed")}
		}
		return bot.Ask{Sheet: sheet(nil)}
	}})
	channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
	w.server.Inject(slacktest.Fault{Method: "views.open", Kind: slacktest.Says, Code: "expired_trigger_id", Times: 1})
	w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
	w.sees("C1: card", "C1 only UKEN: Sorry for the wait. Open the form with the button below.")
	offer := w.space.Conversation("C1")[1]
	w.does(w.space.Press("UKEN", "C1", offer.TS, w.button(offer)))
	w.sees("UKEN form")
	if p, ok := w.bot.latest().(bot.Pressed); !ok || p.Action != sheet(nil).Reopen || p.Message != bot.MessageRef("slack:T1/C1/"+ts) {
		t.Errorf("it came as %+v", w.bot.latest())
	}
	w.does(w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], nil))
	w.sees("C1 edited: changed")
	if first := w.space.Conversation("C1")[0]; first.Text != "changed" {
		t.Errorf("the card says %q", first.Text)
	}
}

// button is the value of the first button of a message.
func (w *harness) button(m slacktest.Message) string {
	w.t.Helper()
	var blocks []struct {
		Elements []struct {
			Type  string `json:"type"`
			Value string `json:"value"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		w.t.Fatal(err)
	}
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.Type == "button" {
				return e.Value
			}
		}
	}
	w.t.Fatalf("no button in %s", m.Blocks)
	return ""
}

// Faults stand beside their fields; where the form has changed it is shown
// anew, with what was typed.
func TestFaults(t *testing.T) {
	t.Parallel()
	longer := sheet(bot.Values{"name": "typed"})
	longer.Sections = append(longer.Sections, bot.Page{Fields: []bot.Field{bot.Tick{Base: bot.Base{Name: "agree", Label: "Agree"}}}})
	for name, tt := range map[string]struct {
		amend bot.Amend
		want  string
		body  string
	}{
		"same form":    {bot.Amend{Sheet: sheet(nil), Faults: map[string]string{"hours": "1 to 9"}}, "UKEN faults map[hours:1 to 9]", ""},
		"another form": {bot.Amend{Sheet: longer, Faults: map[string]string{"agree": "needed"}}, "UKEN form", "⚠ needed"},
		"no faults":    {bot.Amend{Sheet: sheet(nil)}, "UKEN form", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newHarness(t, &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
				if _, sent := e.(bot.Sent); sent {
					return tt.amend
				}
				return bot.Ask{Sheet: sheet(nil)}
			}})
			w.does(w.space.Command("UKEN", "C1", "/x"))
			w.screen()
			w.does(w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], nil))
			w.sees(tt.want)
			if body := string(w.space.OpenViews("UKEN")[0].Body); !strings.Contains(body, tt.body) {
				t.Errorf("the form is %s", body)
			}
		})
	}
}

// The next sheet of a long form takes the place of the one that was sent, also
// when it took long to come; and what the last one is answered with goes where the
// first was opened.
func TestNextSheet(t *testing.T) {
	t.Parallel()
	second := sheet(nil)
	second.ID, second.Part, second.Parts = "second", 2, 2
	for name, tt := range map[string]struct {
		slow bool
		want []string
	}{"at once": {false, []string{"UKEN form"}}, "late": {true, []string{"UKEN modal", "UKEN form"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gate := make(chan struct{})
			open := sync.OnceFunc(func() { close(gate) })
			defer open()
			w := newHarness(t, &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
				switch sent, _ := e.(bot.Sent); sent.Sheet {
				case "sheet":
					if tt.slow {
						<-gate
					}
					return bot.Ask{Sheet: second}
				case "second":
					return bot.Update{Message: say("done")}
				}
				return bot.Ask{Sheet: sheet(nil)}
			}})
			channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
			w.does(w.space.Press("UKEN", channel, ts, `acme|a.open|7`))
			w.screen()
			if err := w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], nil).Deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
			open()
			w.settled(2)
			w.sees(tt.want...)
			views := w.space.OpenViews("UKEN")
			if len(views) != 1 || views[0].CallbackID != "second" {
				t.Fatalf("open are %+v", views)
			}
			w.does(w.space.Submit("UKEN", views[0], nil))
			w.sees("C1 edited: done")
		})
	}
}

// Faults that come when the person has closed the modal are not lost.
func TestFaultsAfterTheModalWasClosed(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	open := sync.OnceFunc(func() { close(gate) })
	w := newHarness(t, &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
		if _, sent := e.(bot.Sent); sent {
			<-gate
			return bot.Amend{Sheet: sheet(nil), Faults: map[string]string{"hours": "1 to 9"}}
		}
		return bot.Ask{Sheet: sheet(nil)}
	}})
	defer open()
	w.does(w.space.Command("UKEN", "C1", "/x"))
	if err := w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], nil).Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.screen()
	w.server.Inject(slacktest.Fault{Method: "views.update", Kind: slacktest.Says, Code: "not_found"})
	open()
	w.settled(2)
	w.sees("C1 only UKEN: Something in the form needs another look. Open it with the button below.")
	m := w.space.Conversation("C1")[0]
	if value := w.button(m); !strings.HasSuffix(value, sheet(nil).Reopen.Encode()) {
		t.Errorf("the button is %q", value)
	}
}
