package gig_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/bottest/featuretest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// world is a bot with gigs, two people from HR, and members.
type world struct {
	*featuretest.Harness
	members *member.Members
}

const (
	hr  bot.User = "stage:hr"
	hr2 bot.User = "stage:hr2"
)

// kept is how long a gig that is over is kept.
const kept = 100 * day

const day = 24 * time.Hour

func newWorld(t *testing.T) *world { return newWorldWith(t, deliver.SendPolicy{}) }

func newWorldWith(t *testing.T, policy deliver.SendPolicy) *world {
	w := &world{}
	w.Harness = featuretest.New(t, redistest.Mini(t), func(env bottest.Env) bottest.Bot {
		w.members = member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
		b := featuretest.Bot(w.members, gig.New(gig.Deps{DB: env.DB, Members: w.members, Outbox: deliver.NewOutbox(env.DB), Keep: kept}).Feature())
		b.Policy = policy
		return b
	})
	for _, u := range []bot.User{hr, hr2} {
		w.Profiles[u] = bot.Profile{Name: "HR", Locale: bot.English, Roles: bot.Insider | bot.HR}
	}
	return w
}

// register lets somebody be a member who agreed to gigs.
func (w *world) register(name string, m member.Member) bot.User {
	w.T.Helper()
	if m.Closeness == "" {
		m.Closeness = member.OpenGigs
	}
	return w.Register(w.members, name, m, member.Gigs)
}

// post publishes a gig with go for its skill and returns its id.
func (w *world) post(title string, people int) string {
	w.T.Helper()
	r := w.Fill(hr, w.Type(hr, "/gig post title:"+title+" client:Acme task:Work skills:go audience:alumni period:1 month "+
		fmt.Sprint("place:remote hours:10 deadline:12/20 pay:¥1 payment:30 people:", people)), nil)
	publish := bottest.ActionOf(w.T, r, "Publish")
	bottest.ActionOf(w.T, w.Press(hr, publish), "Pause")
	return publish.Arg
}

// apply has somebody apply and returns the action that withdraws it.
func (w *world) apply(u bot.User, id string) bot.Action {
	w.T.Helper()
	form := w.PressRoute(u, "gig.apply", id)
	return bottest.ActionOf(w.T, w.Fill(u, form, bot.Values{"message": "hello"}), "Withdraw")
}

// told has everything happen that is due, and returns who was written to since
// the last time.
func (w *world) told() (names []string) {
	w.T.Helper()
	w.Settle()
	for _, out := range w.Sent() {
		if out.User != "" {
			names = append(names, strings.TrimPrefix(string(out.User), "stage:"))
		}
	}
	return names
}
