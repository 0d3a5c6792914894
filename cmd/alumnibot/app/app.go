// Package app puts the bot together: what exists is the list in Features.
package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/feature/broadcast"
	"github.com/alumnibot/alumnibot/bot/feature/checkin"
	"github.com/alumnibot/alumnibot/bot/feature/gig"
	"github.com/alumnibot/alumnibot/bot/feature/help"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
)

// Deps is what the bot needs, whoever plays the platform.
type Deps struct {
	DB          *storage.DB
	Clock       bot.Clock
	Log         *slog.Logger
	Communities []bot.Community
	Profile     func(context.Context, bot.User) (bot.Profile, error)
	Code        func(event string) string                       // makes codes; nil: such as nobody can guess
	Observe     func(route, outcome string, took time.Duration) // of every event; may be nil
	// UnknownNotice and UnknownJob are told what no copy of the bot knew; may be nil.
	UnknownNotice func(deliveries int)
	UnknownJob    func()
	Sending       config.Sending
	Retention     config.Retention
	Fixed         func(bot.CommunityID) admin.Fixed // what the configuration sets; may be nil
}

// Parts is what the features are, and those which others ask.
type Parts struct {
	Members  *member.Members
	Admins   *admin.Admin
	Features []bot.Feature
}

// Features builds what exists. A new feature is added here. routes is asked for
// the routes of the whole bot once it is built.
func Features(d Deps, routes func() []bot.Route) Parts {
	outbox := deliver.NewOutbox(d.DB)
	members := member.New(member.Deps{DB: d.DB, Clock: d.Clock, Profile: d.Profile})
	admins := admin.New(admin.Deps{DB: d.DB, Members: members, Outbox: outbox, Profile: d.Profile, Fixed: d.Fixed, KeepAudit: config.Days(d.Retention.AuditDays)})
	gigs := gig.New(gig.Deps{DB: d.DB, Members: members, Outbox: outbox, Code: d.Code, Keep: config.Days(d.Retention.GigDays)})
	broadcasts := broadcast.New(broadcast.Deps{DB: d.DB, Members: members, Outbox: outbox, Keep: config.Days(d.Retention.BroadcastDays), Settings: broadcast.Settings{
		Undo: time.Duration(d.Sending.UndoSeconds) * time.Second, ConfirmAbove: d.Sending.ConfirmAbove, Grace: d.Sending.GraceTime(),
		Quiet: d.SendPolicy().Quiet, PerMinute: min(d.Sending.Limits.SlackWorkspacePerMinute, 60*d.Sending.Limits.DiscordPerSecond),
	}, Exported: exported(admins, admin.BroadcastReport)})
	checkIns := checkin.New(checkin.Deps{
		DB: d.DB, Members: members, Outbox: outbox, Agenda: schedule.NewAgenda(d.DB), Keep: config.Days(d.Retention.CheckInDays),
		Exported: exported(admins, admin.CheckInAnswers),
	})
	return Parts{members, admins, []bot.Feature{
		members.Feature(),
		gigs.Feature(),
		broadcasts.Feature(),
		checkIns.Feature(),
		link.New(link.Deps{DB: d.DB, Members: members, Outbox: outbox, Profile: d.Profile, Code: d.Code}),
		admins.Feature(),
		help.New(routes),
	}}
}

// exported keeps in the audit trail that somebody took a file of that kind.
func exported(admins *admin.Admin, what string) func(*storage.Tx, *bot.Call, string) {
	return func(tx *storage.Tx, c *bot.Call, id string) {
		admins.Audit.Add(tx, "export/"+id+"/"+c.Once, admin.Entry{At: c.At, By: c.Who.User, What: admin.Exported, Detail: what})
	}
}

// SendPolicy is how members are written to, as configured.
func (d Deps) SendPolicy() deliver.SendPolicy {
	m := deliver.SendPolicy{WeeklyBudget: d.Sending.WeeklyBudget}
	if quiet, ok := d.Sending.Quiet(); ok {
		m.Quiet = deliver.Hours(quiet)
	}
	return m
}

// App is a bot put together.
type App struct {
	Deps
	Parts
	Engine *engine.Engine
}

// New puts a bot together.
func New(d Deps) (*App, error) {
	b := &App{Deps: d}
	b.Parts = Features(d, func() []bot.Route { return b.Engine.Routes() })
	b.Members.Index().Log = d.Log
	var err error
	b.Engine, err = b.EngineAt(d.Clock)
	return b, err
}

// EngineAt returns an engine of this bot that lives by another clock.
func (b *App) EngineAt(clock bot.Clock) (*engine.Engine, error) {
	return engine.New(engine.Config{
		Communities: b.Communities, Features: b.Features, People: b.Admins, EffectiveSettings: b.Admins.Settle,
		DB: b.DB, Clock: clock, Log: b.Log, Help: help.Show, Join: member.RegisterRoute, Observe: b.Observe,
	})
}

// NewCourier returns what sends the features' notices through the adapters.
func (b *App) NewCourier(adapters ...bot.Adapter) (*deliver.Courier, error) {
	var notices []bot.Notice
	for _, f := range b.Features {
		notices = append(notices, f.Notices...)
	}
	return deliver.NewCourier(deliver.Config{
		DB: b.DB, Communities: b.Communities, EffectiveSettings: b.Admins.Settle, Notices: notices, Adapters: adapters,
		Members: b.Members, Policy: b.SendPolicy(), Unknown: b.UnknownNotice, Clock: b.Clock, Log: b.Log,
	})
}

// NewRunner returns what does the features' jobs.
func (b *App) NewRunner() (*schedule.Runner, error) {
	var jobs []bot.Job
	for _, f := range b.Features {
		jobs = append(jobs, f.Jobs...)
	}
	return schedule.NewRunner(schedule.Config{
		DB: b.DB, Communities: b.Communities, Settle: b.Admins.Settle, Jobs: jobs, Unknown: b.UnknownJob, Clock: b.Clock, Log: b.Log,
	})
}
