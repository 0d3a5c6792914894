package discordtest

import (
	"net/http"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/bot"
)

// Platform is Discord for the conformance suite, with interactions delivered in
// one way.
func Platform(how Interactions) adaptertest.Platform {
	return adaptertest.Platform{
		Stage:    func(t testing.TB) adaptertest.Stage { return NewStage(t, how) },
		Patience: 3 * time.Second,
	}
}

var _ adaptertest.Stage = (*Stage)(nil)

// Trouble makes the call fail that messages are sent with.
func (s *Stage) Trouble(t adaptertest.Trouble) (end func(), possible bool) {
	f := Fault{Method: http.MethodPost, Path: "/messages"}
	switch t {
	case adaptertest.Busy:
		f = Limit(LimitedUser, http.MethodPost, "/messages", "7")
	case adaptertest.Lost:
		f.Lost = true
	case adaptertest.Rejected:
		f.Status, f.Body = http.StatusBadRequest, `{"code":50035,"message":"Invalid Form Body"}`
	case adaptertest.Revoked:
		f.Status, f.Body = http.StatusUnauthorized, `{"code":0,"message":"401: Unauthorized"}`
	default:
		return func() {}, false
	}
	f.Times = 1 << 20 // until Mend
	if f.Body != "" && f.Header == nil {
		f.Header = map[string]string{"Content-Type": "application/json"}
	}
	s.discord.Break(f)
	return s.discord.Mend, true
}

// Reconnect asks every connection to the gateway to connect again.
func (s *Stage) Reconnect() bool {
	s.discord.Reconnect()
	return true
}

// Commands are those that are registered, in the language of the person.
func (s *Stage) Commands(name string) []bot.Pick {
	s.mu.Lock()
	locale := s.person(name).Locale
	s.mu.Unlock()
	registered, _ := s.discord.Registered()
	var all []bot.Pick
	for _, c := range registered {
		if c.Type == 1 {
			all = append(all, below("/"+c.Name, c.described, c.Options, locale)...)
		}
	}
	return all
}

// below is a command, or those below it if there are any.
func below(typed string, d described, options []CommandOption, l bot.Locale) []bot.Pick {
	var all []bot.Pick
	for _, o := range options {
		if o.Type == optionBelow || o.Type == optionGroup {
			all = append(all, below(typed+" "+o.Name, o.described, o.Options, l)...)
		}
	}
	if all != nil {
		return all
	}
	said := d.Description
	if localized, ok := d.Descriptions[string(l)]; ok {
		said = localized
	}
	return []bot.Pick{{Value: typed, Label: said}}
}
