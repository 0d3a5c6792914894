package discord_test

import (
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// A chart is a picture that is seen at once, with words for who does not see it
// and the table below; also after an edit.
func TestChart(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	chart := func(n float64, says string) bot.Message {
		return bot.Say(bot.Plain("Results")).With(bot.Chart{Title: "調子", Bars: []bot.Bar{{Label: "良い", Value: n, Says: says}}})
	}
	ref, err := r.adapter.Send(t.Context(), bot.Outgoing{Key: "a", Channel: bot.Channel("discord:" + r.channel), Message: chart(2, "2人")})
	if err != nil {
		t.Fatal(err)
	}
	holds := func(want string) {
		t.Helper()
		m := r.discord.Messages()[0]
		if len(m.Files) != 1 || m.Files[0].Type != "image/png" || !strings.Contains(string(m.Components), `"description":"調子"`) {
			t.Errorf("files %v in %s", m.Files, m.Components)
		}
		if !strings.Contains(shows(m), want) {
			t.Errorf("shows %q, want the row %q", shows(m), want)
		}
	}
	holds("██████████ 2人")
	if err := r.adapter.Edit(t.Context(), ref, chart(3, "3人")); err != nil {
		t.Fatal(err)
	}
	holds("██████████ 3人")
}
