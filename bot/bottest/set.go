package bottest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

// world is everything around the people of one play.
type world struct {
	build Build
	stage Stage
	env   Env
	house *RunningBot
	// entries is everything that is stored.
	entries func() ([]embedded.Entry, error)

	before []Shown // what the seed brought up

	stopped bool // the bot
	limited bool // the platform takes no messages

	mu  sync.Mutex
	now time.Time

	failures bytes.Buffer // what the bot logs as an error
}

// failed is what the bot could not do and only its log tells. What people read
// then has a reference that is different each time, so that no script shows it.
func (w *world) failed() error {
	if w.failures.Len() == 0 {
		return nil
	}
	return fmt.Errorf("the bot failed:\n%s", strings.TrimSpace(w.failures.String()))
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(&w.failures, &slog.HandlerOptions{Level: slog.LevelError}))
}

// setUp makes the world that a script begins in. The caller runs the returned
// function when the play is over.
func setUp(ctx context.Context, s *script, stage Stage, build Build) (*world, []Person, func() error, error) {
	memory, err := embedded.NewMemory()
	if err != nil {
		return nil, nil, nil, err
	}
	db, err := storage.Open(ctx, storage.Options{URL: memory.URL()})
	if err != nil {
		memory.Close()
		return nil, nil, nil, fmt.Errorf("open the storage: %w", err)
	}
	end := func() error {
		defer memory.Close()
		return db.Close()
	}
	w := &world{build: build, stage: stage, now: start(), entries: memory.Entries}
	w.env = Env{
		DB: db, Clock: w.clock, Log: w.log(), Communities: communities(s, stage),
		Profile: stage.Adapter().Profile, Account: stage.Account,
		Routes:  func() []bot.Route { return w.house.Engine.Routes() },
		Sending: s.setting().sending,
	}
	seeded, err := w.begin(ctx, s)
	if err != nil {
		return nil, nil, nil, errors.Join(err, end())
	}
	return w, seeded, end, nil
}

// begin builds the bot, and fills the community as the script says.
func (w *world) begin(ctx context.Context, s *script) ([]Person, error) {
	if err := w.open(ctx); err != nil {
		return nil, err
	}
	people, err := w.fill(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		w.stage.Cast(p)
	}
	if err := w.house.RunDue(ctx); err != nil {
		return nil, err
	}
	w.before = w.stage.Shown()
	return people, nil
}

// fill lets in who is there before the script begins.
func (w *world) fill(ctx context.Context, s *script) (people []Person, err error) {
	in, from := w.env.Communities[0], s.setting()
	if from.seeded {
		if w.house.bot.Seed == nil {
			return nil, fmt.Errorf("%s: this bot has no seeded community", s.name)
		}
		if people, err = w.house.bot.Seed(ctx, in); err != nil {
			return nil, fmt.Errorf("seed the community: %w", err)
		}
	}
	for _, file := range from.casts {
		cast, err := readCast(s.name, file)
		if err != nil {
			return nil, err
		}
		if w.house.bot.Register == nil {
			return nil, fmt.Errorf("%s: this bot has no members for a cast", s.name)
		}
		if err := w.house.bot.Register(ctx, in, cast); err != nil {
			return nil, fmt.Errorf("register the cast: %w", err)
		}
		for _, c := range cast {
			people = append(people, c.Person)
		}
	}
	return people, nil
}

// communities are those of the script: the second one only if somebody is in
// it, so that events which name none are clear otherwise.
func communities(s *script, stage Stage) []bot.Community {
	from := s.setting()
	in := []bot.Community{community(stage, Home, "アクメ", from)}
	for _, st := range s.steps {
		if p, ok := st.do.(setPerson); ok && p.person.Community == Other {
			return append(in, community(stage, Other, "グロベックス", from))
		}
	}
	return in
}

func community(stage Stage, id bot.CommunityID, name string, from setting) bot.Community {
	in := bot.Community{ID: id, Name: name, Zone: tokyo(), Locale: from.locale}
	if !from.noChannels {
		in.Gigs = []bot.Channel{stage.Channel(id, "#gigs")}
		in.Managers = []bot.Channel{stage.Channel(id, "#managers")}
	}
	return in
}

// change does what a world line says.
func (w *world) change(ctx context.Context, p *player, do deed) error {
	if beforeActs(do) {
		return nil // read before the play
	}
	switch do := do.(type) {
	case setPerson:
		if _, twice := p.screens.people[do.person.ID]; twice {
			return fmt.Errorf("there is somebody called %s already", do.person.ID)
		}
		p.cast(do.person)
		return nil
	case moveClock:
		return w.move(ctx, do)
	case restarts:
		return w.open(ctx)
	case halts:
		if do.start != w.stopped {
			return fmt.Errorf("the bot is stopped with ! stop and started again with ! start")
		}
		if w.stopped = !do.start; w.stopped {
			return nil
		}
		return w.open(ctx)
	case installs:
		return w.install(ctx, do.owners)
	case limits:
		w.limited = do.on
		return nil
	case looksInto:
		return w.lookInto(ctx, p, do)
	case setLocale:
		return p.recast(do.who, func(q *Person) { q.Locale = do.locale })
	case setRoles:
		return p.recast(do.who, func(q *Person) { q.Roles = do.roles })
	case setInbox:
		w.stage.SetInbox(do.who, do.closed)
		return p.recast(do.who, func(*Person) {})
	case deactivates:
		if err := p.recast(do.who, func(*Person) {}); err != nil {
			return err
		}
		return w.stage.Deactivate(ctx, do.who)
	default:
		return fmt.Errorf("a world line that cannot be played: %T", do)
	}
}

// install has the bot do what it does when it begins.
func (w *world) install(ctx context.Context, owners []string) error {
	if w.house.bot.Installed == nil {
		return fmt.Errorf("this bot does nothing when it is installed")
	}
	var accounts []bot.User
	for _, who := range owners {
		accounts = append(accounts, w.stage.Account(who))
	}
	return w.house.bot.Installed(ctx, w.env.Communities[0], accounts)
}

// open builds the bot and puts it on the stage.
func (w *world) open(ctx context.Context) (err error) {
	if w.house, err = Open(w.env, w.build, limiting{w.stage.Adapter(), w}); err != nil {
		return err
	}
	if err := w.stage.Raise(ctx, w.house.Engine); err != nil {
		return fmt.Errorf("raise the stage: %w", err)
	}
	return nil
}

// rest lets everything happen that is due, unless the bot is stopped.
func (w *world) rest(ctx context.Context) error {
	if w.stopped {
		return nil
	}
	return w.house.RunDue(ctx)
}

// move lets time pass. While the bot runs, the clock stops wherever something is
// due, and it happens then.
func (w *world) move(ctx context.Context, to moveClock) error {
	now := w.clock()
	end := to.to
	if end.IsZero() {
		end = now.Add(to.by)
	}
	if end.Before(now) {
		return fmt.Errorf("the clock is at %s and only goes forward", now.Format("2006-01-02 15:04"))
	}
	for !w.stopped {
		if err := w.house.RunDue(ctx); err != nil {
			return err
		}
		due, err := w.house.nextDue(ctx)
		if err != nil {
			return err
		}
		if due.IsZero() || due.After(end) {
			break
		}
		if !due.After(w.clock()) {
			return fmt.Errorf("something is due at %s and does not happen", due.In(tokyo()).Format("2006-01-02 15:04"))
		}
		w.setClock(due)
	}
	w.setClock(end)
	return nil
}

func (w *world) setClock(to time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = to.In(tokyo())
}

func (p *player) cast(q Person) {
	p.screens.people[q.ID] = q
	p.stage.Cast(q)
}

func (p *player) recast(who string, change func(*Person)) error {
	q, ok := p.screens.people[who]
	if !ok {
		return fmt.Errorf("nobody is called %s", who)
	}
	change(&q)
	p.cast(q)
	return nil
}
