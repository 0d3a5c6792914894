package main

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

// ground is what every bot stands on, whoever plays the platform.
type ground struct {
	db          *storage.DB
	clock       bot.Clock
	log         *slog.Logger
	communities []bot.Community
	profile     func(context.Context, bot.User) (bot.Profile, error)
	code        func(event string) string                       // makes codes; nil: such as nobody can guess
	observe     func(route, outcome string, took time.Duration) // of every event; may be nil
	// unknownNotice and unknownJob are told what no copy of the bot knew; may be nil.
	unknownNotice func(deliveries int)
	unknownJob    func()
	sending       config.Sending
	retention     config.Retention
	fixed         func(bot.CommunityID) admin.Fixed // what the configuration sets; may be nil
}

// parts are what a bot is made of.
type parts struct {
	members  *member.Members
	admins   *admin.Admin
	features []bot.Feature
}

// features is what exists. A new feature is added here.
func features(g ground, routes func() []bot.Route) parts {
	outbox := deliver.NewOutbox(g.db)
	members := member.New(member.Deps{DB: g.db, Clock: g.clock, Profile: g.profile})
	admins := admin.New(admin.Deps{DB: g.db, Members: members, Outbox: outbox, Profile: g.profile, Fixed: g.fixed, KeepAudit: config.Days(g.retention.AuditDays)})
	gigs := gig.New(gig.Deps{DB: g.db, Members: members, Outbox: outbox, Code: g.code, Keep: config.Days(g.retention.GigDays)})
	broadcasts := broadcast.New(broadcast.Deps{DB: g.db, Members: members, Outbox: outbox, Keep: config.Days(g.retention.BroadcastDays), Settings: broadcast.Settings{
		Undo: time.Duration(g.sending.UndoSeconds) * time.Second, ConfirmAbove: g.sending.ConfirmAbove, Grace: g.sending.GraceTime(),
		Quiet: g.manners().Quiet, PerMinute: min(g.sending.Limits.SlackWorkspacePerMinute, 60*g.sending.Limits.DiscordPerSecond),
	}, Exported: exported(admins, admin.BroadcastReport)})
	checkIns := checkin.New(checkin.Deps{
		DB: g.db, Members: members, Outbox: outbox, Agenda: schedule.NewAgenda(g.db), Keep: config.Days(g.retention.CheckInDays),
		Exported: exported(admins, admin.CheckInAnswers),
	})
	return parts{members, admins, []bot.Feature{
		members.Feature(),
		gigs.Feature(),
		broadcasts.Feature(),
		checkIns.Feature(),
		link.New(link.Deps{DB: g.db, Members: members, Outbox: outbox, Profile: g.profile, Code: g.code}),
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

// manners are how members are written to, as configured.
func (g ground) manners() deliver.Manners {
	m := deliver.Manners{WeeklyBudget: g.sending.WeeklyBudget}
	if quiet, ok := g.sending.Quiet(); ok {
		m.Quiet = deliver.Hours(quiet)
	}
	return m
}

// assembly is a bot put together.
type assembly struct {
	ground
	parts
	engine *engine.Engine
}

func assemble(g ground) (*assembly, error) {
	b := &assembly{ground: g}
	b.parts = features(g, func() []bot.Route { return b.engine.Routes() })
	b.members.Mirror().Log = g.log
	var err error
	b.engine, err = b.dispatcher(g.clock)
	return b, err
}

// dispatcher is the bot on a clock of its own.
func (b *assembly) dispatcher(clock bot.Clock) (*engine.Engine, error) {
	return engine.New(engine.Config{
		Communities: b.communities, Features: b.features, People: b.admins, EffectiveSettings: b.admins.Settle,
		DB: b.db, Clock: clock, Log: b.log, Help: help.Show, Join: member.RegisterRoute, Observe: b.observe,
	})
}

// courier sends what the features queue, through the adapters.
func (b *assembly) courier(adapters ...bot.Adapter) (*deliver.Courier, error) {
	var notices []bot.Notice
	for _, f := range b.features {
		notices = append(notices, f.Notices...)
	}
	return deliver.NewCourier(deliver.Config{
		DB: b.db, Communities: b.communities, Settle: b.admins.Settle, Notices: notices, Adapters: adapters,
		Members: b.members, Manners: b.manners(), Unknown: b.unknownNotice, Clock: b.clock, Log: b.log,
	})
}

// runner does the features' jobs.
func (b *assembly) runner() (*schedule.Runner, error) {
	var jobs []bot.Job
	for _, f := range b.features {
		jobs = append(jobs, f.Jobs...)
	}
	return schedule.NewRunner(schedule.Config{
		DB: b.db, Communities: b.communities, Settle: b.admins.Settle, Jobs: jobs, Unknown: b.unknownJob, Clock: b.clock, Log: b.log,
	})
}
