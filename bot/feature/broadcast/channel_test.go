package broadcast_test

import (
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/bottest/featuretest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/broadcast"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// station is a platform with a channel, and a manager.
type station struct {
	*featuretest.Harness
	posts []string // in the channel
	card  string   // in the managers' channel, as it reads now
}

const (
	mei  bot.User    = "stage:mei"
	news bot.Channel = "stage:gigs"
)

// kept is how long a broadcast that is over is kept.
const kept = 100 * 24 * time.Hour

func newStation(t *testing.T) *station {
	s := &station{}
	s.Harness = featuretest.New(t, redistest.Mini(t), func(env bottest.Env) bottest.Bot {
		members := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
		return featuretest.Bot(members, broadcast.New(broadcast.Deps{
			DB: env.DB, Members: members, Outbox: deliver.NewOutbox(env.DB), Settings: broadcast.Defaults(), Keep: kept,
		}).Feature())
	})
	s.Profiles[mei] = bot.Profile{Name: "Mei", Locale: bot.English, Roles: bot.Insider | bot.Manager}
	return s
}

// pass lets time go by, and reads what is in the channels then.
func (s *station) pass(by time.Duration) {
	s.T.Helper()
	s.Pass(by)
	for _, out := range s.Sent() {
		said := bottest.Read(bot.Reply{Message: out.Message})
		switch {
		case out.Channel == news:
			s.posts = append(s.posts, said)
		case out.User == "":
			s.card = said
		}
	}
}

// A channel that the bot cannot post in is not told to have been posted in. Once
// the bot is there, what failed is posted, and once.
func TestChannelWithoutTheBot(t *testing.T) {
	s := newStation(t)
	s.Refuses = func(out bot.Outgoing) error {
		if out.Channel == news {
			return bot.ErrUnreachable
		}
		return nil
	}
	s.Type(mei, "/broadcast new title:Party body:On Friday. when:now confirm:1 medium:"+string(news))
	s.pass(time.Minute)
	s.pass(time.Minute)
	if !strings.Contains(s.card, "Failed") || !strings.Contains(s.card, "invite the bot") || strings.Contains(s.card, "Sent") {
		t.Fatalf("what managers see:\n%s", s.card)
	}
	s.Refuses = nil
	shown := s.Press(mei, bottest.Buttons(s.Type(mei, "/broadcast list"))[0].Action)
	s.Press(mei, bottest.ActionOf(t, shown, "Post it again"))
	s.pass(time.Minute)
	s.pass(time.Minute)
	if len(s.posts) != 1 || !strings.Contains(s.posts[0], "On Friday.") {
		t.Errorf("posted: %q", s.posts)
	}
	if !strings.Contains(s.card, "Sent") || strings.Contains(s.card, "Failed") {
		t.Errorf("what managers see then:\n%s", s.card)
	}
}
