package bottest

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
)

// Env is what a bot under play is given.
type Env struct {
	DB          *storage.DB
	Clock       bot.Clock
	Log         *slog.Logger
	Communities []bot.Community
	// Profile asks the stage who an account is.
	Profile func(context.Context, bot.User) (bot.Profile, error)
	// Routes are all routes of the bot, once it is built.
	Routes func() []bot.Route
	// Account is the account of somebody by the name that scripts use.
	Account func(person string) bot.User
	// Sending is the default configuration, with what the script sets.
	Sending config.Sending
}

// Bot is what is played: features, and what holds them together.
type Bot struct {
	Features          []bot.Feature
	People            engine.People
	Help              string // as in engine.Config
	Join              string
	EffectiveSettings func(*storage.Batch, bot.Community) func() (bot.Community, error)
	// Members tells the courier who agreed to what; needed where a notice has a
	// purpose.
	Members deliver.Members
	Policy  deliver.SendPolicy
	// Sync brings indexes up to what is committed, after each act; nil if there
	// is nothing to do.
	Sync func(context.Context, bot.CommunityID) error
	// Seed fills a community for "! community seeded" and returns the people in
	// it whom scripts may make act. Their accounts are Env.Account(Person.ID).
	Seed func(context.Context, bot.Community) ([]Person, error)
	// Register makes those of a cast members of whom there are facts. Their
	// accounts are Env.Account(Person.ID).
	Register func(context.Context, bot.Community, []CastMember) error
	// Installed does what happens when the bot begins in a community with these
	// owners.
	Installed func(context.Context, bot.Community, []bot.User) error
}

// Build makes the bot. It is called again after each "! restart", over the same
// DB.
type Build func(Env) Bot

// settled is how often the bot may go on to produce something.
const settled = 50

// RunningBot is a running bot.
type RunningBot struct {
	Engine  *engine.Engine // what events are dispatched to
	bot     Bot
	courier *deliver.Courier // nil if the bot has nothing to say of its own accord
	runner  *schedule.Runner
	in      []bot.Community
}

// Open builds the bot in front of a platform.
func Open(env Env, build Build, platform bot.Adapter) (*RunningBot, error) {
	h := &RunningBot{bot: build(env), in: env.Communities}
	var notices []bot.Notice
	var jobs []bot.Job
	for _, f := range h.bot.Features {
		notices = append(notices, f.Notices...)
		jobs = append(jobs, f.Jobs...)
	}
	var err error
	h.Engine, err = engine.New(engine.Config{
		Communities: env.Communities, Features: h.bot.Features, People: h.bot.People,
		DB: env.DB, Clock: env.Clock, Log: env.Log, Help: h.bot.Help, Join: h.bot.Join, EffectiveSettings: h.bot.EffectiveSettings,
	})
	if err != nil {
		return nil, fmt.Errorf("build the engine: %w", err)
	}
	if len(notices) > 0 {
		h.courier, err = deliver.NewCourier(deliver.Config{
			DB: env.DB, Communities: env.Communities, EffectiveSettings: h.bot.EffectiveSettings, Notices: notices,
			Members: h.bot.Members, Policy: h.bot.Policy,
			Adapters: []bot.Adapter{platform}, Clock: env.Clock, Log: env.Log,
		})
		if err != nil {
			return nil, fmt.Errorf("build the courier: %w", err)
		}
	}
	h.runner, err = schedule.NewRunner(schedule.Config{
		DB: env.DB, Communities: env.Communities, Settle: h.bot.EffectiveSettings, Jobs: jobs, Clock: env.Clock, Log: env.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("build the runner: %w", err)
	}
	return h, nil
}

// RunDue lets everything happen that is due: indexes follow, jobs are done, and
// what is to be told is told. What does not come to rest is an error.
func (h *RunningBot) RunDue(ctx context.Context) error {
	for range settled {
		if err := h.sync(ctx); err != nil {
			return err
		}
		done, err := h.runner.Drain(ctx)
		if err != nil {
			return fmt.Errorf("do what is due: %w", err)
		}
		sent := 0
		if h.courier != nil {
			if sent, err = h.courier.Drain(ctx); err != nil {
				return fmt.Errorf("deliver: %w", err)
			}
		}
		if done+sent == 0 {
			return nil
		}
	}
	return fmt.Errorf("the bot did not come to rest after %d rounds", settled)
}

// nextDue is when something is due next, or the zero time.
func (h *RunningBot) nextDue(ctx context.Context) (time.Time, error) {
	next, err := h.runner.NextDue(ctx)
	if err != nil || h.courier == nil {
		return next, err
	}
	sends, err := h.courier.NextDue(ctx)
	if next.IsZero() || !sends.IsZero() && sends.Before(next) {
		next = sends
	}
	return next, err
}

func (h *RunningBot) sync(ctx context.Context) error {
	if h.bot.Sync == nil {
		return nil
	}
	for _, in := range h.in {
		if err := h.bot.Sync(ctx, in.ID); err != nil {
			return fmt.Errorf("sync %s: %w", in.ID, err)
		}
	}
	return nil
}

// limiting is the stage's adapter, which takes no messages while the script says
// so.
type limiting struct {
	bot.Adapter
	world *world
}

// limitedFor is how many seconds the platform asks to wait.
const limitedFor = 60

func (l limiting) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	if l.world.limited {
		return "", fmt.Errorf("send: %w", bot.TryAfter{Seconds: limitedFor})
	}
	return l.Adapter.Send(ctx, out)
}
