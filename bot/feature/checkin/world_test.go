package checkin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/bottest/featuretest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/checkin"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// world is a bot with check-ins, and with members whom it asks.
type world struct {
	*featuretest.Harness
	members *member.Members
}

const manager bot.User = "stage:manager"

// kept is how long what is over is kept.
const kept = 100 * 24 * time.Hour

func newWorld(t *testing.T, redis *redistest.Redis) *world {
	w := &world{}
	w.Harness = featuretest.New(t, redis, func(env bottest.Env) bottest.Bot {
		w.members = member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
		return featuretest.Bot(w.members, checkin.New(checkin.Deps{
			DB: env.DB, Members: w.members, Outbox: deliver.NewOutbox(env.DB), Agenda: schedule.NewAgenda(env.DB), Keep: kept,
		}).Feature())
	})
	w.Profiles[manager] = bot.Profile{Name: "manager", Locale: bot.English, Roles: bot.Insider | bot.Manager}
	return w
}

// enrol registers members who agreed to check-ins.
func (w *world) enrol(n int) (all []bot.User) {
	w.T.Helper()
	for i := range n {
		all = append(all, w.Register(w.members, fmt.Sprintf("person%02d", i),
			member.Member{Name: fmt.Sprintf("Person %02d", i), Closeness: member.Chat}, member.CheckIns))
	}
	w.Settle()
	return all
}

// start has a check-in begin and returns the id of its first run.
func (w *world) start(v bot.Values) string {
	w.T.Helper()
	preview := w.Fill(manager, w.Type(manager, "/checkin new"), v)
	id := bottest.ActionOf(w.T, preview, "Start").Arg
	w.PressRoute(manager, "checkin.start", id)
	w.Settle()
	return id + "-1"
}

// answers answers a run and returns what was said.
func (w *world) answers(u bot.User, run string, v bot.Values) string {
	w.T.Helper()
	return read(w.Fill(u, w.PressRoute(u, "checkin.answer", run), v))
}

// read is what an answer says, with what stands in its files.
func read(r bot.Response) string {
	var b strings.Builder
	b.WriteString(bottest.Read(r))
	for _, block := range bottest.MessageOf(r).Blocks {
		if f, ok := block.(bot.File); ok {
			b.Write(f.Content)
		}
	}
	return b.String()
}
