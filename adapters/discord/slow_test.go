package discord_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// slowness is how long storage takes, and until when the first answer counts.
type slowness struct {
	lag, inTime time.Duration
	settings    []setting
}

// scaled is quicker than life, so that all cases can be tried.
func scaled() slowness {
	return slowness{600 * time.Millisecond, 450 * time.Millisecond, []setting{func(c *discord.Config) { c.Pace.Acknowledge = 200 * time.Millisecond }}}
}

// lifelike: Discord gives up on an interaction after three seconds.
func lifelike() slowness { return slowness{lag: 5 * time.Second, inTime: 3 * time.Second} }

func (s slowness) late(r bot.Response) func(context.Context, bot.Event) bot.Response {
	return func(ctx context.Context, _ bot.Event) bot.Response {
		s.pass(ctx)
		return r
	}
}

// pass returns when storage would.
func (s slowness) pass(ctx context.Context) {
	timer := time.NewTimer(s.lag)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// However slow storage is, every act has its first answer in time, and what
// comes late is seen by those it is for.
func TestSlowStorage(t *testing.T) {
	t.Parallel()
	private := bot.Reply{Message: bot.Say(bot.Plain("for you"))}
	public := bot.Reply{Message: bot.Say(bot.Plain("for all")), Public: true}
	update := bot.Update{Message: bot.Say(bot.Plain("changed"))}
	form := bot.Ask{Sheet: oneField()}
	for _, how := range []discordtest.Interactions{discordtest.OverGateway, discordtest.OverHTTP} {
		for _, tt := range []struct {
			name  string
			press bool
			opens bool
			r     bot.Response
			want  string // what is there at last
		}{
			{"command, private", false, false, private, "only hana: for you"},
			{"command, public", false, false, public, "only hana: 下に投稿しました。\nall: for all"},
			{"command, update", false, false, update, "only hana: changed"},
			{"command, nothing", false, false, bot.Nothing{}, ""},
			{"command, form", false, true, form, "only hana: ### Title\n[フォームを開く]"},
			{"command, no form after all", false, true, private, "only hana: for you"},
			{"press, private", true, false, private, "all: card\n[Press]\nonly hana: for you"},
			{"press, public", true, false, public, "all: card\n[Press]\nall: for all"},
			{"press, update", true, false, update, "all: changed"},
			{"press, nothing", true, false, bot.Nothing{}, "all: card\n[Press]"},
			{"press, form", true, true, form, "all: card\n[Press]\nonly hana: ### Title\n[フォームを開く]"},
			{"press, no form but an update", true, true, update, "all: changed"},
		} {
			t.Run(string(how)+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				slow := scaled()
				if strings.HasPrefix(tt.name, "command, private") || tt.name == "press, form" {
					slow = lifelike()
				}
				lag := slow.lag
				r := newRig(t, how, nil, slow.settings...)
				r.run(&fakeBot{routes: []bot.Route{ping()}, opens: func(bot.Event) bool { return tt.opens }, answer: slow.late(tt.r)})
				var talk *discordtest.Talk
				if tt.press {
					card := r.card()
					talk = r.press(card, "acme|x.press|1")
				} else {
					talk = r.command()
				}
				if err := r.discord.Wait(lag, "the first answer", func() bool { return !talk.Answered.IsZero() }); err != nil {
					t.Fatal(err)
				}
				if took := talk.Answered.Sub(talk.Begun); took > slow.inTime {
					t.Errorf("the first answer took %v", took)
				}
				got := ""
				err := r.discord.Wait(2*lag, "the late answer", func() bool { got = everything(r); return got == tt.want })
				_, nothing := tt.r.(bot.Nothing)
				if err != nil || time.Since(talk.Begun) < lag && !nothing {
					t.Errorf("%v; on the screens:\n%s\nwant:\n%s", err, r.everything(), tt.want)
				}
			})
		}
	}
}

// card is a message of the bot with a button.
func (r *harness) card() string {
	r.t.Helper()
	ref, err := r.adapter.Send(r.t.Context(), bot.Outgoing{Key: "card", Channel: bot.Channel("discord:" + r.channel), Message: bot.Say(bot.Plain("card")).With(
		bot.Buttons{{Label: "Press", Action: bot.Action{Community: acme, Route: "x.press", Arg: "1"}}},
	)})
	if err != nil {
		r.t.Fatal(err)
	}
	_, id, _ := strings.Cut(string(ref), "/")
	return id
}

func oneField() bot.Sheet {
	return bot.Sheet{
		ID: "acme.draft.0.1", Title: "Title", Submit: "Send", Part: 1, Parts: 1, Values: bot.Values{},
		Sections: []bot.Page{{Fields: []bot.Field{bot.Input{Base: bot.Base{Name: "a", Label: "A"}}}}},
		Reopen:   bot.Action{Community: acme, Route: "form.open", Arg: "draft"},
	}
}

// everything is what is on screens, oldest first.
func (r *harness) everything() string {
	got := ""
	r.discord.Wait(time.Second, "", func() bool { got = everything(r); return true })
	return got
}

func everything(r *harness) string {
	var lines []string
	for _, m := range r.discord.MessagesHeld() {
		who := "all"
		if m.Only != "" {
			who = "only hana"
		}
		lines = append(lines, fmt.Sprintf("%s: %s", who, shows(m)))
	}
	return strings.Join(lines, "\n")
}

// The button that is shown while a form is not ready opens it as soon as it is:
// without asking the bot again, which would be late again.
func TestLateFormOpens(t *testing.T) {
	t.Parallel()
	slow := scaled()
	r := newRig(t, discordtest.OverGateway, nil, slow.settings...)
	slowBot := &fakeBot{routes: []bot.Route{ping()}, opens: func(bot.Event) bool { return true }, answer: slow.late(bot.Ask{Sheet: oneField()})}
	r.run(slowBot)
	talk := r.command()
	r.settled(talk)
	waiting := r.discord.Messages()[0]
	early := r.press(waiting.ID, "open:"+talk.ID+"¶p")
	r.settled(early)
	if early.First != 6 {
		t.Errorf("pressed too early, it was answered with type %d", early.First)
	}
	if err := r.discord.Wait(2*slow.lag, "the form", func() bool { return strings.Contains(everything(r), "Title") }); err != nil {
		t.Fatal(err)
	}
	for _, custom := range []string{"acme|form.open|draft¶p"} {
		open := r.press(waiting.ID, custom)
		r.settled(open)
		if open.First != 9 {
			t.Errorf("%s was answered with type %d, not with the form", custom, open.First)
		}
		if took := open.Answered.Sub(open.Begun); took > time.Second {
			t.Errorf("the form took %v", took)
		}
	}
	if n := len(slowBot.events()); n != 1 {
		t.Errorf("the bot was asked %d times", n)
	}
	// Somebody else's press is not this person's form.
	ken := r.discord.AddUser("Ken", "en-US")
	r.discord.SetMember(r.server, ken, &discordtest.Member{})
	theirs := r.discord.Do(discordtest.Deed{
		Type: discordtest.PressButton, User: ken, Server: r.server, Channel: r.channel, Message: waiting.ID, Custom: "open:" + talk.ID + "¶p",
	})
	r.settled(theirs)
	if theirs.First == 9 {
		t.Error("somebody else got the form")
	}
}

// Where an interaction cannot be answered any more when the answer is there, it
// comes as a message: a private one to nobody else.
func TestTokenGone(t *testing.T) {
	t.Parallel()
	for _, public := range []bool{false, true} {
		t.Run(fmt.Sprint("public ", public), func(t *testing.T) {
			t.Parallel()
			gate := make(chan struct{})
			r := newRig(t, discordtest.OverGateway, nil, scaled().settings...)
			r.discord.Break(discordtest.Fault{Path: "/webhooks/", Status: 401, Times: 99,
				Header: map[string]string{"Content-Type": "application/json"}, Body: `{"message":"Invalid Webhook Token","code":50027}`})
			r.run(&fakeBot{routes: []bot.Route{ping()}, answer: func(context.Context, bot.Event) bot.Response {
				<-gate
				return bot.Reply{Message: bot.Say(bot.Plain("pong")), Public: public}
			}})
			r.acknowledged(r.command())
			close(gate)
			if err := r.discord.Wait(5*time.Second, "a message", func() bool { return len(r.discord.MessagesHeld()) == 1 }); err != nil {
				t.Fatal(err)
			}
			if m := r.discord.Messages()[0]; (m.Channel == r.channel) != public || shows(m) != "pong" {
				t.Errorf("public %v, and in the channel %v: %s", public, m.Channel == r.channel, shows(m))
			}
		})
	}
}

// A completion that is not there in time is none.
func TestSlowCompletion(t *testing.T) {
	t.Parallel()
	slow := lifelike()
	r := newRig(t, discordtest.OverHTTP, nil)
	r.run(&fakeBot{routes: []bot.Route{{Name: "x.find", Command: "find", Summary: both("Find")}}, complete: func(context.Context, string) []bot.Pick {
		slow.pass(context.Background()) // it does not hear that nobody waits any more
		return []bot.Pick{{Value: "a", Label: "a"}}
	}})
	talk := r.discord.Do(discordtest.Deed{
		Type: discordtest.Autocomplete, User: r.hana, Server: r.server, Channel: r.channel, Name: "find",
		Options: []discordtest.Given{{Type: 3, Name: "x", Value: []byte(`""`), Focused: true}},
	})
	r.settled(talk)
	if took := talk.Answered.Sub(talk.Begun); took > slow.inTime {
		t.Errorf("it took %v", took)
	}
}
