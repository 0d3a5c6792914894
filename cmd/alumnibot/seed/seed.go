package seed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// Community is the company's network, in a platform's channels.
func Community(locale bot.Locale, gigs, managers bot.Channel) (bot.Community, error) {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		return bot.Community{}, fmt.Errorf("seed: %w", err)
	}
	return bot.Community{
		ID: "tsubame", Name: "Tsubame Works", Zone: zone, Locale: locale,
		Gigs: []bot.Channel{gigs}, Managers: []bot.Channel{managers},
	}, nil
}

// Target is what is seeded.
type Target struct {
	In      bot.Community
	DB      *storage.DB
	Members *member.Members
	// Account is the platform's account of a person.
	Account func(id string) bot.User
	// On is the bot, on a clock of the seed's own: what is told at is the
	// moment it happens for the bot.
	On func(at time.Time) bot.Dispatcher
}

// perCommit is how many members are written at once.
const perCommit = 50

// Fill writes everything, as of now. It does nothing where somebody is
// registered already: the seed never mixes with what people did. One that was
// interrupted is thrown away and written anew.
func Fill(ctx context.Context, t Target, now time.Time) error {
	now = now.In(t.In.Zone)
	if err := t.eraseUnfinished(ctx, now); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := t.Members.Index().Sync(ctx, t.In.ID); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if t.Members.Index().View(t.In.ID, audience.Bot, bot.DateOf(now)).Count(audience.All{}) > 0 {
		return nil
	}
	begun, err := t.begin(ctx, now)
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := fillAll(ctx, t, now); err != nil {
		return err
	}
	if err := t.end(ctx, begun, now); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

// fillMarker is stored when Fill begins and deleted when it has ended.
type fillMarker struct{}

const sowingID = "begun"

func (t Target) fillMarkers() *storage.Collection[fillMarker] {
	return storage.NewCollection(t.DB, storage.Schema[fillMarker]{Name: "seed"})
}

func (t Target) scope() storage.Scope { return storage.CommunityScope(string(t.In.ID)) }

// eraseUnfinished erases what an interrupted Fill left. Nobody can have acted in it
// yet.
func (t Target) eraseUnfinished(ctx context.Context, now time.Time) error {
	_, err := t.fillMarkers().Get(ctx, t.scope(), sowingID, now)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.DB.Erase(ctx, t.scope())
}

func (t Target) begin(ctx context.Context, now time.Time) (*storage.Record[fillMarker], error) {
	begun := t.fillMarkers().New(sowingID, fillMarker{})
	tx := t.DB.Begin(t.scope(), "", now)
	t.fillMarkers().Put(tx, begun)
	return begun, tx.Commit(ctx)
}

func (t Target) end(ctx context.Context, begun *storage.Record[fillMarker], now time.Time) error {
	tx := t.DB.Begin(t.scope(), "", now)
	t.fillMarkers().Delete(tx, begun)
	return tx.Commit(ctx)
}

func fillAll(ctx context.Context, t Target, now time.Time) error {
	if err := fillMembers(ctx, t, now); err != nil {
		return fmt.Errorf("seed members: %w", err)
	}
	if err := t.Members.Index().Sync(ctx, t.In.ID); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	for _, o := range offers {
		if err := fillOffer(ctx, t, o, now); err != nil {
			return fmt.Errorf("seed gig %q: %w", o.values["title"], err)
		}
	}
	return nil
}

func fillMembers(ctx context.Context, t Target, now time.Time) error {
	var alumni []Person
	for _, p := range People() {
		if p.Group == Alumnus {
			alumni = append(alumni, p)
		}
	}
	words, err := t.Members.Vocabulary(ctx, t.In.ID, now)
	if err != nil {
		return err
	}
	for group := range slices.Chunk(alumni, perCommit) {
		tx := t.DB.Begin(t.scope(), "", now)
		for _, p := range group {
			at := now.AddDate(0, 0, -len(p.Name)-p.Joined%97) // over the last months
			t.Members.Register(tx, "seed:"+p.ID, p.member(t.Account(p.ID), words), p.agreed(), p.Locale, at)
		}
		if err := tx.Commit(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p Person) member(account bot.User, words *member.Vocabulary) member.Member {
	m := member.Member{
		Name: p.Name, Accounts: []bot.User{account}, Department: p.Department, Joined: p.Joined, Left: p.Left,
		Skills: words.Read(strings.Join(p.Skills, ",")), Hours: p.Hours, Place: p.Place, Closeness: p.closeness(),
	}
	if p.Company != "" {
		m.Employers = []member.Employer{{Name: p.Company, From: p.Left}}
	}
	return m
}

// closeness follows from the hours: who has none wants to stay at a distance.
func (p Person) closeness() member.Closeness {
	switch {
	case p.Hours == 0:
		return member.News
	case p.Hours >= 40:
		return member.OpenComeBack
	case p.Joined%5 == 0:
		return member.Mentor
	case p.Joined%7 == 0:
		return member.Chat
	default:
		return member.OpenGigs
	}
}

// agreed are the purposes that a person ticked: most people ticked most.
func (p Person) agreed() []member.Purpose {
	agreed := []member.Purpose{member.Notices}
	if p.Hours > 0 {
		agreed = append(agreed, member.Gigs)
	}
	if p.Left%6 != 0 {
		agreed = append(agreed, member.Directory)
	}
	if p.Left%4 == 0 {
		agreed = append(agreed, member.CheckIns, member.Introductions)
	}
	return agreed
}
