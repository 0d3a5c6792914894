package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

func (r *harness) toHana(key, text string) (bot.MessageRef, error) {
	return r.adapter.Send(r.t.Context(), bot.Outgoing{Key: key, User: bot.User("discord:" + r.hana), Message: bot.Say(bot.Plain(text))})
}

func (r *harness) toChannel(key, text string) (bot.MessageRef, error) {
	return r.adapter.Send(r.t.Context(), bot.Outgoing{Key: key, Channel: bot.Channel("discord:" + r.channel), Message: bot.Say(bot.Plain(text))})
}

// Why something is not sent, for the core to decide what to do.
func TestSendErrors(t *testing.T) {
	after := func(seconds int) func(error) bool {
		return func(err error) bool {
			var a bot.TryAfter
			return errors.As(err, &a) && a.Seconds == seconds
		}
	}
	is := func(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }
	answered := func(status, code int) discordtest.Fault {
		return discordtest.Fault{
			Method: "POST", Path: "/messages", Status: status, Header: map[string]string{"Content-Type": "application/json"},
			Body: fmt.Sprintf(`{"message":"no","code":%d}`, code),
		}
	}
	const post, path = "POST", "/messages"
	for name, tt := range map[string]struct {
		fault discordtest.Fault
		is    func(error) bool
	}{
		"inbox closed":        {answered(403, 50007), is(bot.ErrUnreachable)},
		"no common server":    {answered(403, 50278), is(bot.ErrUnreachable)},
		"no access":           {answered(403, 50001), is(bot.ErrUnreachable)},
		"channel gone":        {answered(404, 10003), is(bot.ErrUnreachable)},
		"quarantined":         {answered(403, 20026), is(bot.ErrStopped)},
		"opens too fast":      {answered(400, 40003), after(600)},
		"invalid body":        {answered(400, 50035), is(bot.ErrRefused)},
		"too large":           {answered(413, 40005), is(bot.ErrRefused)},
		"token revoked":       {answered(401, 0), is(bot.ErrStopped)},
		"bad gateway":         {discordtest.Fault{Method: post, Path: path, Status: 502, Body: "<html>"}, is(bot.ErrUncertain)},
		"server error":        {answered(500, 0), is(bot.ErrUncertain)},
		"reply lost":          {discordtest.Fault{Method: post, Path: path, Lost: true}, is(bot.ErrUncertain)},
		"reset before it":     {discordtest.Fault{Method: post, Path: path, Cut: true}, is(bot.ErrUncertain)},
		"limit of the bucket": {discordtest.Limit(discordtest.LimitedUser, post, path, "1.3"), after(2)},
		"limit of a resource": {discordtest.Limit(discordtest.LimitedShared, post, path, "3"), after(3)},
		"limit of everything": {discordtest.Limit(discordtest.LimitedGlobal, post, path, "4.0"), after(4)},
		"limit of Cloudflare": {discordtest.Limit(discordtest.LimitedCloudflare, post, path, "5"), after(60)},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, discordtest.OverGateway, nil)
			r.discord.Break(tt.fault)
			_, err := r.toChannel("k", "a")
			if !tt.is(err) {
				t.Errorf("got %v", err)
			}
			var refusals int
			for _, c := range r.discord.Calls() {
				if c.Method == post && strings.HasSuffix(c.Path, path) {
					refusals++
				}
			}
			if refusals != 1 {
				t.Errorf("it was tried %d times: whether to try again is not decided here", refusals)
			}
		})
	}
}

// A limit is kept: nothing is asked that would be refused, and other buckets go
// on unless it is everybody's.
func TestLimitsAreKept(t *testing.T) {
	for kind, others := range map[discordtest.Limited]bool{discordtest.LimitedUser: true, discordtest.LimitedGlobal: false, discordtest.LimitedCloudflare: false} {
		t.Run(string(kind), func(t *testing.T) {
			r := newRig(t, discordtest.OverGateway, nil)
			r.discord.Break(discordtest.Limit(kind, "POST", "/channels/"+r.channel+"/messages", "30"))
			r.toChannel("a", "a")
			before := len(r.discord.Calls())
			if _, err := r.toChannel("b", "b"); !errors.As(err, new(bot.TryAfter)) {
				t.Errorf("got %v", err)
			}
			if n := len(r.discord.Calls()); n != before {
				t.Errorf("Discord was asked %d times in spite of its limit", n-before)
			}
			if _, err := r.toHana("c", "c"); (err == nil) != others {
				t.Errorf("elsewhere: %v", err)
			}
		})
	}
}

// A lost reply and the same key again: the message is there once.
func TestSentOnce(t *testing.T) {
	for name, f := range map[string]discordtest.Fault{
		"reply lost": {Method: "POST", Path: "/messages", Lost: true},
		"cut":        {Method: "POST", Path: "/messages", Cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, discordtest.OverGateway, nil)
			r.discord.Break(f)
			if _, err := r.toHana("key", "a"); !errors.Is(err, bot.ErrUncertain) {
				t.Fatalf("got %v", err)
			}
			ref, err := r.toHana("key", "a")
			again, err2 := r.toHana("key", "a")
			if err != nil || err2 != nil || ref != again {
				t.Errorf("%q, %v; then %q, %v", ref, err, again, err2)
			}
			if n := len(r.discord.Messages()); n != 1 {
				t.Errorf("%d messages", n)
			}
		})
	}
}

func TestForumPostIsThereOnce(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	forum := r.discord.AddChannel(r.server, "gigs", discordtest.ForumChannel)
	send := func(key string) (bot.MessageRef, error) {
		return r.adapter.Send(t.Context(), bot.Outgoing{Key: key, Channel: bot.Channel("discord:" + forum), Message: bot.Message{}.With(
			bot.Heading{Text: bot.Plain("APIの改修")}, bot.Paragraph{Text: bot.Plain("急ぎです。")},
		)})
	}
	r.discord.Break(discordtest.Fault{Method: "POST", Path: "/threads", Lost: true})
	if _, err := send("a"); !errors.Is(err, bot.ErrUncertain) {
		t.Fatalf("got %v", err)
	}
	ref, err := send("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := send("b"); err != nil {
		t.Fatal(err)
	}
	if n := len(r.discord.Messages()); n != 2 {
		t.Errorf("%d posts, want those of two keys", n)
	}
	if err := r.adapter.Edit(t.Context(), ref, bot.Say(bot.Plain("締め切りました。"))); err != nil {
		t.Error(err)
	}
	if got := shows(r.discord.Messages()[0]); got != "締め切りました。" {
		t.Errorf("reads %q", got)
	}
}

// A post is edited in place after its thread was archived.
func TestEditInArchivedThread(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	forum := r.discord.AddChannel(r.server, "gigs", discordtest.ForumChannel)
	ref, err := r.adapter.Send(t.Context(), bot.Outgoing{Key: "card", Channel: bot.Channel("discord:" + forum), Message: bot.Say(bot.Plain("募集中"))})
	if err != nil {
		t.Fatal(err)
	}
	r.discord.Change(func(_ map[string]*discordtest.User, _ map[string]*discordtest.Server, channels map[string]*discordtest.Channel) {
		for _, c := range channels {
			c.Archived = c.Kind == discordtest.ThreadChannel
		}
	})
	if err := r.adapter.Edit(t.Context(), ref, bot.Say(bot.Plain("締め切りました。"))); err != nil {
		t.Error(err)
	}
	if all := r.discord.Messages(); len(all) != 1 || shows(all[0]) != "締め切りました。" {
		t.Errorf("there are %d messages, the first of which reads %q", len(all), shows(all[0]))
	}
}

func TestThread(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	card, err := r.toChannel("card", "card")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"one", "two"} {
		_, err := r.adapter.Send(t.Context(), bot.Outgoing{Key: text, Channel: bot.Channel("discord:" + r.channel), Thread: card, Message: bot.Say(bot.Plain(text))})
		if err != nil {
			t.Fatal(err)
		}
	}
	messages := r.discord.Messages()
	if len(messages) != 3 || messages[1].Channel != messages[0].ID || messages[2].Channel != messages[0].ID {
		t.Errorf("not in the card's thread: %+v", messages)
	}
}

func TestEdit(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	ref, err := r.toChannel("a", "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.adapter.Edit(t.Context(), ref, bot.Say(bot.Plain("b"))); err != nil || shows(r.discord.Messages()[0]) != "b" {
		t.Errorf("%v; %q", err, shows(r.discord.Messages()[0]))
	}
	for _, gone := range []bot.MessageRef{"discord:" + bot.MessageRef(r.channel) + "/123", "slack:T/C/1", "discord:x", ""} {
		if err := r.adapter.Edit(t.Context(), gone, bot.Say(bot.Plain("b"))); !errors.Is(err, bot.ErrUnreachable) {
			t.Errorf("%q: %v", gone, err)
		}
	}
}

// A conversation is opened once, also by another process, and again when it is
// gone.
func TestConversationIsRemembered(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	opened := func() (n int) {
		for _, c := range r.discord.Calls() {
			if c.Path == "/users/@me/channels" {
				n++
			}
		}
		return n
	}
	for _, key := range []string{"a", "b"} {
		if _, err := r.toHana(key, key); err != nil {
			t.Fatal(err)
		}
	}
	if opened() != 1 {
		t.Errorf("opened %d times", opened())
	}
	r.discord.Break(discordtest.Fault{Method: "POST", Path: "/messages", Status: http.StatusNotFound,
		Header: map[string]string{"Content-Type": "application/json"}, Body: `{"message":"Unknown Channel","code":10003}`})
	if _, err := r.toHana("c", "c"); err != nil || opened() != 2 {
		t.Errorf("%v; opened %d times", err, opened())
	}
}

func TestClosedInbox(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	r.discord.Change(func(users map[string]*discordtest.User, _ map[string]*discordtest.Server, _ map[string]*discordtest.Channel) {
		users[r.hana].Closed = true
	})
	if _, err := r.toHana("a", "a"); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
}

// What goes beyond a message is refused and not cut.
func TestTooLongIsRefused(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	if _, err := r.toChannel("a", strings.Repeat("長", 4001)); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("got %v", err)
	}
	if _, err := r.toChannel("b", strings.Repeat("*", 2000)); err != nil {
		t.Errorf("2000 characters that are all escaped: %v", err)
	}
	if n := len(r.discord.Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// An answer that is too long for one message goes on in further ones.
func TestLongAnswerIsSplit(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("あ", 99) + "\n"
	r := newRig(t, discordtest.OverGateway, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}, answer: says(strings.Repeat(line, 90))})
	talk := r.command()
	r.settled(talk)
	got := ""
	if err := r.discord.Wait(5*time.Second, "all of it", func() bool {
		got = ""
		for _, m := range r.discord.MessagesHeld() {
			got += strings.TrimPrefix(shows(m), "only hana: ") + "\n"
			if m.Only == "" {
				t.Error("a part of a private answer is public")
			}
		}
		return strings.Count(got, "あ") == 90*99
	}); err != nil {
		t.Fatal(err)
	}
}

func TestUnknownRecipients(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil)
	for _, out := range []bot.Outgoing{{User: "slack:T/U"}, {User: "discord:../x"}, {Channel: "web:#x"}, {Channel: "discord:1/2"}} {
		out.Message = bot.Say(bot.Plain("a"))
		if _, err := r.adapter.Send(context.Background(), out); !errors.Is(err, bot.ErrUnreachable) {
			t.Errorf("%+v: %v", out, err)
		}
	}
	for _, out := range []bot.Outgoing{{}, {User: "discord:1", Channel: "discord:2"}, {User: "discord:1", Key: strings.Repeat("k", 26)}} {
		if _, err := r.adapter.Send(context.Background(), out); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("%+v: %v", out, err)
		}
	}
}
