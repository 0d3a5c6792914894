package slack_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

func TestSendErrors(t *testing.T) {
	t.Parallel()
	const post = "chat.postMessage"
	for name, tt := range map[string]struct {
		fault slacktest.Fault
		want  error
		shown bool // it is there all the same
	}{
		"429":                       {slacktest.Fault{Method: post, Kind: slacktest.Limited, After: 7 * time.Second}, bot.TryAfter{Seconds: 7, Bucket: "T1"}, false},
		"429 without a time":        {slacktest.Fault{Method: post, Kind: slacktest.LimitedSilent}, bot.TryAfter{Seconds: 10, Bucket: "T1"}, false},
		"200 with ratelimited":      {slacktest.Fault{Method: post, Kind: slacktest.LimitedInWords}, bot.TryAfter{Seconds: 10, Bucket: "T1"}, false},
		"internal error":            {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "internal_error"}, bot.ErrUncertain, false},
		"internal error, but sent":  {slacktest.Fault{Method: post, Kind: slacktest.SaysAfter, Code: "internal_error"}, nil, true},
		"archived":                  {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "is_archived"}, bot.ErrUnreachable, false},
		"restricted":                {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "restricted_action_thread_only_channel"}, bot.ErrUnreachable, false},
		"scope":                     {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "missing_scope"}, bot.ErrRefused, false},
		"blocks":                    {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "invalid_blocks_format"}, bot.ErrRefused, false},
		"revoked":                   {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "token_revoked"}, bot.ErrStopped, false},
		"fatal error":               {slacktest.Fault{Method: post, Kind: slacktest.Says, Code: "fatal_error"}, bot.ErrUncertain, false},
		"fatal error, but sent":     {slacktest.Fault{Method: post, Kind: slacktest.SaysAfter, Code: "fatal_error"}, nil, true},
		"nothing but not ok":        {slacktest.Fault{Method: post, Kind: slacktest.SaysNothing}, bot.ErrUncertain, false},
		"500":                       {slacktest.Fault{Method: post, Kind: slacktest.Broken}, bot.ErrUncertain, false},
		"reply lost":                {slacktest.Fault{Method: post, Kind: slacktest.Lost}, nil, true},
		"reply garbled":             {slacktest.Fault{Method: post, Kind: slacktest.Garbled}, nil, true},
		"who it is cannot be asked": {slacktest.Fault{Method: "users.info", Kind: slacktest.Broken}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newHarness(t, &fakeBot{})
			w.server.Inject(tt.fault)
			ref, err := w.adapter.Send(t.Context(), bot.Outgoing{Key: "k-1", User: "slack:T1/UKEN", Message: say("hello")})
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			said := w.space.Conversation("UKEN")
			if tt.shown != (len(said) == 1) || tt.shown && ref != bot.MessageRef("slack:T1/DUKEN/"+said[0].TS) {
				t.Errorf("reference %q, in the conversation: %+v", ref, said)
			}
		})
	}
}

// What cannot be looked for is uncertain: never sent again blindly.
func TestSendWhatCannotBeFound(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	w.server.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Lost, Times: 1})
	w.server.Inject(slacktest.Fault{Method: "conversations.history", Kind: slacktest.Says, Code: "missing_scope"})
	_, err := w.adapter.Send(t.Context(), bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: say("hello")})
	if !errors.Is(err, bot.ErrUncertain) || w.server.Calls("chat.postMessage") != 1 {
		t.Errorf("%v after %d calls", err, w.server.Calls("chat.postMessage"))
	}
}

func TestSendToNobody(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	w.space.SetUser(slacktest.User{ID: "UGONE", Name: "Gone", Deleted: true})
	w.does(w.space.UserChange("UGONE"))
	w.space.SetUser(slacktest.User{ID: "USHUT", Name: "Shut", NoMessages: true})
	w.space.SetChannel(slacktest.Channel{ID: "COLD", Name: "#old", Archived: true})
	for name, tt := range map[string]struct {
		out  bot.Outgoing
		want error
	}{
		"deactivated":       {bot.Outgoing{User: "slack:T1/UGONE"}, bot.ErrUnreachable},
		"inbox closed":      {bot.Outgoing{User: "slack:T1/USHUT"}, bot.ErrUnreachable},
		"unknown person":    {bot.Outgoing{User: "slack:T1/UNOBODY"}, bot.ErrUnreachable},
		"unknown workspace": {bot.Outgoing{User: "slack:T9/UKEN"}, bot.ErrUnreachable},
		"another platform":  {bot.Outgoing{User: "discord:1"}, bot.ErrUnreachable},
		"unknown channel":   {bot.Outgoing{Channel: "slack:T1/CNONE"}, bot.ErrUnreachable},
		"archived channel":  {bot.Outgoing{Channel: "slack:T1/COLD"}, bot.ErrUnreachable},
		"no address":        {bot.Outgoing{}, bot.ErrRefused},
		"two addresses":     {bot.Outgoing{User: "slack:T1/UKEN", Channel: "slack:T1/C1"}, bot.ErrRefused},
	} {
		t.Run(name, func(t *testing.T) {
			tt.out.Message = say("x")
			if _, err := w.adapter.Send(t.Context(), tt.out); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
	if n := w.server.Calls("chat.postMessage"); n != 4 {
		t.Errorf("%d messages were tried, want 4", n)
	}
	for _, ref := range []bot.MessageRef{"slack:T1/C1/9.9", "discord:1", "slack:T9/C1/1.1"} {
		if err := w.adapter.Edit(t.Context(), ref, say("x")); !errors.Is(err, bot.ErrUnreachable) {
			t.Errorf("Edit %s: %v", ref, err)
		}
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	ref := w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: say("open")})
	if err := w.adapter.Edit(t.Context(), ref, say("filled")); err != nil {
		t.Fatal(err)
	}
	w.sees("C1: open", "C1 edited: filled")
}

// After a token was revoked nothing more is tried.
func TestStoppedMeansStopped(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	w.space.Revoke()
	for range 3 {
		_, err := w.adapter.Send(t.Context(), bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: say("x")})
		if !errors.Is(err, bot.ErrStopped) {
			t.Errorf("error %v", err)
		}
	}
	if n := w.server.Calls("chat.postMessage"); n != 1 {
		t.Errorf("%d calls", n)
	}
	if err := w.adapter.Ready(); err == nil {
		t.Error("it is ready all the same")
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{}, func(c *slack.Config) {
		c.Workspaces[0].Groups = map[string]bot.Role{"SHR": bot.HR, "SALUMNI": bot.Insider, "SGONE": bot.Manager, "UBOSS": bot.Insider | bot.Manager}
	})
	w.space.SetGroup("SHR", "UHR", "UGUEST")
	w.space.SetGroup("SALUMNI", "UALUMNUS")
	for _, u := range []slacktest.User{
		{ID: "UHR", Name: "HR"}, {ID: "UBOSS", Name: "Boss"}, {ID: "UOWNER", Name: "Owner", Admin: true}, {ID: "UGUEST", Name: "Guest", Guest: true},
		{ID: "UALUMNUS", Name: "Alumnus", Guest: true}, {ID: "USTRANGER", Name: "Stranger", Team: "T9", Admin: true},
		{ID: "UGONE", Name: "Gone", Deleted: true, Admin: true},
	} {
		w.space.SetUser(u)
	}
	for user, want := range map[string]bot.Profile{
		"UHANA":     {Name: "田中 花", Locale: bot.Japanese, Zone: "Asia/Tokyo", Roles: bot.Insider},
		"UKEN":      {Name: "Ken", Locale: bot.English, Roles: bot.Insider},
		"UHR":       {Name: "HR", Roles: bot.Insider | bot.HR},
		"UBOSS":     {Name: "Boss", Roles: bot.Insider | bot.Manager},
		"UOWNER":    {Name: "Owner", Roles: bot.Insider | bot.Admin},
		"UGUEST":    {Name: "Guest", Roles: bot.HR},
		"UALUMNUS":  {Name: "Alumnus", Roles: bot.Insider},
		"USTRANGER": {Name: "Stranger"},
		"UGONE":     {Name: "Gone", Deactivated: true},
	} {
		got, err := w.adapter.Profile(t.Context(), bot.User("slack:T1/"+user))
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", user, got, err, want)
		}
	}
	if _, err := w.adapter.Profile(t.Context(), "slack:T1/UNOBODY"); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("nobody: %v", err)
	}
}

// What Slack says about people is remembered, until it says that something
// changed; and counts for a while when it does not answer.
func TestProfilesAreFresh(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := newHarness(t, &fakeBot{}, func(c *slack.Config) {
		c.Clock = func() time.Time { return now }
		c.Workspaces[0].Groups = map[string]bot.Role{"SHR": bot.HR}
	})
	w.space.SetGroup("SHR", "UKEN")
	profile := func() bot.Profile {
		t.Helper()
		p, err := w.adapter.Profile(t.Context(), "slack:T1/UKEN")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for range 3 {
		profile()
	}
	if a, b := w.server.Calls("users.info"), w.server.Calls("usergroups.users.list"); a != 1 || b != 1 {
		t.Errorf("%d and %d calls for three looks", a, b)
	}
	w.space.SetUser(slacktest.User{ID: "UKEN", Name: "Kenneth", Locale: "ja-JP"})
	w.space.SetGroup("SHR")
	w.does(w.space.UserChange("UKEN"))
	w.does(w.space.Event(map[string]any{"type": "subteam_members_changed", "subteam_id": "SHR"}))
	if p := profile(); p.Name != "Kenneth" || p.Locale != bot.Japanese || p.Roles != bot.Insider {
		t.Errorf("after the change: %+v", p)
	}
	remove := w.server.Inject(slacktest.Fault{Kind: slacktest.Broken})
	now = now.Add(6 * time.Minute)
	if p := profile(); p.Name != "Kenneth" {
		t.Errorf("while Slack does not answer: %+v", p)
	}
	now = now.Add(10 * time.Minute)
	if _, err := w.adapter.Profile(t.Context(), "slack:T1/UKEN"); err == nil {
		t.Error("what was known a quarter of an hour ago still counts")
	}
	remove()
	profile()
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	s := secret.New("xoxb-very-secret")
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "config", slack.Config{Workspaces: []slack.Workspace{{BotToken: s}}})
	for _, printed := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %q", s, s, s, s), fmt.Sprintf("%+v %#v", slack.Workspace{BotToken: s}, slack.Workspace{BotToken: s}), log.String()} {
		if strings.Contains(printed, "very-secret") {
			t.Errorf("printed: %s", printed)
		}
	}
}

func TestWrongTokensAreToldAtTheStart(t *testing.T) {
	t.Parallel()
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	sp := server.AddSpace("T1")
	for name, tt := range map[string]struct{ bot, app, want string }{
		"bot token": {"xoxb-wrong", sp.AppToken, "does not accept the bot token of community acme"},
		"app token": {sp.BotToken, "xapp-wrong", "does not accept the app token of community acme"},
		"swapped":   {sp.AppToken, sp.BotToken, "token of community acme"},
	} {
		a, err := slack.New(slack.Config{APIURL: server.APIURL(), Workspaces: []slack.Workspace{
			{Community: "acme", BotToken: secret.New(tt.bot), AppToken: secret.New(tt.app)},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Run(t.Context(), &fakeBot{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, cfg := range []slack.Config{
		{}, {Workspaces: []slack.Workspace{{BotToken: secret.New("x")}}}, {Workspaces: []slack.Workspace{{AppToken: secret.New("x")}}},
		{Connections: 11, Workspaces: []slack.Workspace{{BotToken: secret.New("x"), AppToken: secret.New("y")}}},
	} {
		if _, err := slack.New(cfg); err == nil {
			t.Errorf("taken: %+v", cfg)
		}
	}
}
