package slack_test

import (
	"context"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

func pulse() bot.Message {
	return say("Results").With(bot.Chart{Title: "調子はいかがですか", Bars: []bot.Bar{{Label: "良い", Value: 2, Says: "2"}, {Label: "悪い", Value: 1, Says: "1"}}})
}

// Everybody gets the table; the picture stands where Slack takes a file: in the
// thread of what was sent, so that the message can still be edited.
func TestChartIsSent(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	ref := w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: pulse()})
	const table = "Results\n調子はいかがですか\n良い: 2\n悪い: 1"
	channel, ts := at(ref)
	if channel != "C1" || ts == "" {
		t.Fatalf("sent as %q: nothing that could be edited", ref)
	}
	if err := w.adapter.Edit(t.Context(), ref, pulse()); err != nil {
		t.Fatal(err)
	}
	w.sees("C1: "+table, "C1 thread:  +chart-1.png", "C1 edited: "+table)
}

// In a channel nobody but one person may read a private answer, and there are no
// such files: so it is the table alone. In the conversation with them it has the
// picture.
func TestChartAsAnAnswer(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response { return bot.Reply{Message: pulse()} }})
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.does(w.space.Write("UKEN", "results"))
	w.sees("C1 only UKEN: Results\n調子はいかがですか\n良い: 2\n悪い: 1", "DUKEN:  +chart-1.png")
}
