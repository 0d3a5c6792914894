package slack_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// twoSpaces is a world with a second workspace, of another community, that the
// same app is installed in.
func twoSpaces(t *testing.T, b *fakeBot, mode slacktest.Mode) (*harness, *slacktest.Space) {
	var second *slacktest.Space
	w := newWorldWith(t, b, func(server *slacktest.Server, first *slacktest.Space, cfg *slack.Config) {
		second = server.AddSpace("T2")
		second.AppToken, second.SigningSecret = first.AppToken, first.SigningSecret
		second.SetUser(slacktest.User{ID: "UZOE", Name: "Zoe", Locale: "en-US"})
		second.SetChannel(slacktest.Channel{ID: "C9", Name: "#general"})
		other := slack.Workspace{Community: "globex", BotToken: secret.New(second.BotToken)}
		if mode == slacktest.SocketMode {
			other.AppToken = secret.New(second.AppToken)
		} else {
			other.SigningSecret, cfg.Workspaces[0].AppToken = secret.New(second.SigningSecret), secret.Value{}
		}
		cfg.Workspaces = append(cfg.Workspaces, other)
	})
	if mode == slacktest.SignedHTTP {
		w.server.DeliverTo(w.url)
	}
	return w, second
}

// Several workspaces of one app share its token or secret; each has its own
// people and its own community, whichever connection an event comes over.
func TestWorkspacesOfOneApp(t *testing.T) {
	t.Parallel()
	for _, mode := range []slacktest.Mode{slacktest.SocketMode, slacktest.SignedHTTP} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			b := &fakeBot{}
			w, second := twoSpaces(t, b, mode)
			for range 4 { // over each of the connections
				w.does(second.Command("UZOE", "C9", "/x"))
				if m := b.latest().About(); m.Community != "globex" || m.User != "slack:T2/UZOE" {
					t.Errorf("it came as %+v", m)
				}
				w.does(w.space.Write("UKEN", "hello"))
				if m := b.latest().About(); m.Community != "acme" || m.User != "slack:T1/UKEN" {
					t.Errorf("it came as %+v", m)
				}
			}
			if n := w.server.Calls("apps.connections.open"); mode == slacktest.SocketMode && n != 2 {
				t.Errorf("%d connections of one app, want 2", n)
			}
			if got := second.Conversation("C9"); len(got) != 4 || got[0].Only != "UZOE" {
				t.Errorf("in the other workspace: %+v", got)
			}
		})
	}
}

// In a channel that is shared with another company, a press of theirs comes with
// their workspace's id, which may be one that the bot is in as well. It is about
// the workspace of the message.
func TestPressFromOutside(t *testing.T) {
	t.Parallel()
	for _, mode := range []slacktest.Mode{slacktest.SocketMode, slacktest.SignedHTTP} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			b := &fakeBot{}
			w, _ := twoSpaces(t, b, mode)
			w.space.SetUser(slacktest.User{ID: "UZOE", Name: "Zoe", Team: "T2", Admin: true})
			channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
			w.does(w.space.Press("UZOE", channel, ts, open.Encode()))
			m := b.latest().About()
			if m.Community != "acme" || m.User != "slack:T1/UZOE" {
				t.Fatalf("it came as %+v", m)
			}
			if p, err := w.adapter.Profile(t.Context(), m.User); err != nil || p.Roles != 0 {
				t.Errorf("an outsider is %+v, %v", p, err)
			}
		})
	}
}

// A workspace that the bot is removed from: it is told to the operator, its
// people are out of reach, and everybody else is served.
func TestWorkspaceLeft(t *testing.T) {
	t.Parallel()
	w, second := twoSpaces(t, &fakeBot{}, slacktest.SocketMode)
	w.does(second.Event(map[string]any{"type": "app_uninstalled"}))
	second.Revoke()
	if err := w.adapter.Ready(); err == nil || !strings.Contains(err.Error(), "globex") || strings.Contains(err.Error(), "acme") {
		t.Errorf("ready: %v", err)
	}
	_, err := w.adapter.Send(t.Context(), bot.Outgoing{Key: "k", Channel: "slack:T2/C9", Message: say("x")})
	if !errors.Is(err, bot.ErrUnreachable) || errors.Is(err, bot.ErrStopped) {
		t.Errorf("sent to those who left: %v", err)
	}
	w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: say("still here")})
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1: still here", "C1 only UKEN: you typed /x")
}

// Slack tells of a person's own token and of the bot's in the same event.
func TestOnlyTheBotsTokenStopsTheBot(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	for _, tokens := range []any{map[string]any{"oauth": []string{"UKEN"}}, map[string]any{"oauth": []string{"UKEN"}, "bot": []string{}}, nil, "x"} {
		w.does(w.space.Event(map[string]any{"type": "tokens_revoked", "tokens": tokens}))
		if err := w.adapter.Ready(); err != nil {
			t.Errorf("after %v: %v", tokens, err)
		}
	}
	w.does(w.space.Event(map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{w.space.BotUser}}}))
	if err := w.adapter.Ready(); err == nil {
		t.Error("it is ready without a token of its own")
	}
}

// A token that was revoked is found out by the next call, and one workspace of
// several is no reason to end.
func TestStartsWithoutAWorkspaceThatLeft(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, &fakeBot{}, func(_ *slacktest.Server, _ *slacktest.Space, cfg *slack.Config) {
		cfg.Workspaces = append(cfg.Workspaces, slack.Workspace{Community: "globex", BotToken: secret.New("xoxb-revoked"), AppToken: secret.New("xapp-revoked")})
	}, func(w *harness) bool { return w.space.Connections() > 0 })
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1 only UKEN: you typed /x")
	if err := w.adapter.Ready(); err == nil || !strings.Contains(err.Error(), "globex") || strings.Contains(err.Error(), "acme") {
		t.Errorf("ready: %v", err)
	}
	if !strings.Contains(w.log.String(), "invalid_auth") {
		t.Error("the operator is not told")
	}
}

// Socket Mode that is switched off: it says so, it does not ask again and again,
// and it goes on when it is switched on.
func TestSocketModeSwitchedOff(t *testing.T) {
	t.Parallel()
	const connections = 2
	w := newHarness(t, &fakeBot{}, func(c *slack.Config) { c.Connections = connections })
	if err := w.space.AwaitConnections(t.Context(), connections); err != nil {
		t.Fatal(err)
	}
	began, calls := time.Now(), w.server.Calls("apps.connections.open")
	w.space.SwitchSocketMode(false)
	w.until("told", func() bool {
		err := w.adapter.Ready()
		return err != nil && strings.Contains(err.Error(), "Socket Mode switched off")
	})
	// Each waits for a second at least, and then for two.
	w.until("asked twice again", func() bool { return w.server.Calls("apps.connections.open") > calls+connections })
	if n, took := w.server.Calls("apps.connections.open")-calls, time.Since(began); took < 3*time.Second {
		t.Errorf("%d new connections within %s", n, took)
	}
	w.space.SwitchSocketMode(true)
	w.until("ready", func() bool { return w.adapter.Ready() == nil })
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1 only UKEN: you typed /x")
}

// What comes in when too much is waiting is not lost: the person is told, or
// Slack, which comes again.
func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	b, open := gated(func(ctx context.Context, e bot.Event) bot.Response {
		if _, home := e.(bot.Opened); home {
			return bot.Nothing{}
		}
		return echo(ctx, e)
	})
	w := newHarness(t, b, func(c *slack.Config) { c.Workers = 1 })
	defer open()
	var all sync.WaitGroup
	for range 4096 {
		all.Go(func() {
			if err := w.space.Event(map[string]any{"type": "app_home_opened", "tab": "home", "user": "UKEN"}).Deliver(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := w.space.Command("UHANA", "C1", "/x").Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.sees("C1 only UHANA: ただいま混み合っています。少し待ってから、もう一度お試しください。")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	message := w.space.Write("UHANA", "hello")
	if err := message.Deliver(ctx); err == nil {
		t.Error("an event was acknowledged, and not taken")
	}
	open()
	w.until("quiet", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.handled >= 4096 })
	w.does(message)
	w.until("answered", func() bool { return len(w.space.Conversation("UHANA")) == 2 })
}
