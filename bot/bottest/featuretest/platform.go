package featuretest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// platform is the one that a Harness is: it notes what is sent, and what is logged.
type platform struct{ harness *Harness }

var _ bot.Adapter = platform{}

func (p platform) Traits() bot.Traits { return bottest.Roomy() }

func (p platform) Run(context.Context, bot.Dispatcher) error { return nil }

func (p platform) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	if p.harness.Refuses != nil {
		if err := p.harness.Refuses(out); err != nil {
			return "", err
		}
	}
	return p.note(out), nil
}

func (p platform) Edit(_ context.Context, _ bot.MessageRef, m bot.Message) error {
	p.note(bot.Outgoing{Message: m})
	return nil
}

func (p platform) note(out bot.Outgoing) bot.MessageRef {
	p.harness.mu.Lock()
	defer p.harness.mu.Unlock()
	p.harness.messages++
	p.harness.sent = append(p.harness.sent, out)
	return bot.MessageRef(fmt.Sprint("stage:", p.harness.messages))
}

func (p platform) Find(context.Context, bot.Outgoing, time.Time) (bot.MessageRef, error) {
	return "", bot.ErrUncertain
}

func (p platform) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

func (p platform) Profile(_ context.Context, u bot.User) (bot.Profile, error) {
	if known, ok := p.harness.Profiles[u]; ok {
		return known, nil
	}
	return bot.Profile{Name: strings.TrimPrefix(string(u), "stage:"), Locale: bot.English, Roles: bot.Insider}, nil
}

// Write is for the log.
func (p platform) Write(line []byte) (int, error) {
	p.harness.mu.Lock()
	defer p.harness.mu.Unlock()
	return p.harness.log.Write(line)
}
