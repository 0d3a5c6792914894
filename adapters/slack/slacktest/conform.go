package slacktest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	adapter "github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Platform is Slack for the conformance suite, reached in a mode.
func Platform(mode Mode) adaptertest.Platform {
	return adaptertest.Platform{
		Stage:    func(t testing.TB) adaptertest.Stage { return newStage(t, mode) },
		Patience: triggerTime,
	}
}

var _ adaptertest.Stage = (*Stage)(nil)

// Lower ends the adapter.
func (s *Stage) Lower() error { return s.stop() }

// Trouble makes the method fail that messages are sent with.
func (s *Stage) Trouble(t adaptertest.Trouble) (end func(), possible bool) {
	f := Fault{Method: "chat.postMessage"}
	switch t {
	case adaptertest.Busy:
		f.Kind, f.After = Limited, 7*time.Second
	case adaptertest.Lost:
		f.Kind = Lost
	case adaptertest.Rejected:
		f.Kind, f.Code = Says, "msg_too_long"
	case adaptertest.Revoked:
		f.Kind, f.Code = Says, "token_revoked"
	default:
		return func() {}, false
	}
	end = s.server.Inject(f)
	if t == adaptertest.Revoked {
		// In one of two workspaces it would only be out of reach.
		_, _ = s.Adapter().Send(context.Background(), bot.Outgoing{Channel: s.Channel(bottest.Other, "#general"), Message: bot.Say(bot.Plain("?"))})
	}
	return end, true
}

// Reconnect has Slack refresh a connection. Over HTTP there is none.
func (s *Stage) Reconnect() bool {
	if s.mode != SocketMode {
		return false
	}
	if err := s.spaces[bottest.Home].Disconnect("refresh_requested"); err != nil {
		s.later(err)
	}
	return true
}

// Commands are those of the manifest, in the language of the person, which on
// Slack is one for all.
func (s *Stage) Commands(name string) []bot.Pick {
	p, _, _ := s.person(name)
	raw, err := adapter.Manifest(s.bot.Routes(), adapter.ManifestOptions{Locale: p.Locale})
	if err != nil {
		s.later(err)
		return nil
	}
	var m slack.Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		s.later(err)
		return nil
	}
	var all []bot.Pick
	for _, c := range m.Features.SlashCommands {
		all = append(all, bot.Pick{Value: c.Command, Label: c.Description})
	}
	return all
}
