package member

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// byAccount is the index in which each account of a community stands once.
const byAccount = "account"

func accounts(m Member) []storage.Term {
	terms := make([]storage.Term, len(m.Accounts))
	for i, a := range m.Accounts {
		terms[i] = storage.Term{Index: byAccount, Value: string(a), Unique: true}
	}
	return terms
}

// Look adds to the batch what it takes to know who the person of an event is,
// and returns what is to be called after the batch ran. The same trip brings
// the community's vocabulary and the person's own record, so that a call which
// needs them has them.
//
// Whom the platform calls an outsider, or has deactivated, has no role even if
// registered.
func (m *Members) Look(b *storage.Batch, in bot.Community, meta bot.Meta) func(context.Context) (bot.Who, error) {
	found := m.members.FindIn(b, byAccount, string(meta.User))
	m.words.GetIn(b, wordsID)
	return func(ctx context.Context) (bot.Who, error) {
		if found.Err != nil && !errors.Is(found.Err, storage.ErrNotFound) {
			return bot.Who{}, fmt.Errorf("look up the member of an account: %w", found.Err)
		}
		profile, err := m.profile(ctx, meta.User)
		if err != nil {
			return bot.Who{}, fmt.Errorf("ask the platform for a profile: %w", err)
		}
		w := who(meta.User, profile, in.ID, found.Record)
		if found.Record != nil && found.Record.Value.Unreachable {
			w.PrivateNotice = m.welcomeBack(found.Record.Value)
		}
		w.SaveProfile = m.habits(in, found.Record, w)
		return w, nil
	}
}

// habits keeps the language and the zone that a member's platform says they have
// now, so that whoever writes to them need not ask it. nil where the record says
// the same, and for an account that is not the one that is written to.
func (m *Members) habits(in bot.Community, r *storage.Record[Member], w bot.Who) func(context.Context) error {
	if r == nil || w.Roles == 0 || len(r.Value.Accounts) == 0 || r.Value.Accounts[0] != w.User {
		return nil
	}
	locale, zone := cmp.Or(w.Locale, r.Value.Locale), cmp.Or(w.Zone, r.Value.Zone)
	if locale == r.Value.Locale && zone == r.Value.Zone {
		return nil
	}
	now := *r
	now.Value.Locale, now.Value.Zone = locale, zone
	return func(ctx context.Context) error {
		tx := m.db.Begin(kit.Scope(in.ID), "", m.clock())
		m.members.Put(tx, &now)
		return tx.Commit(ctx)
	}
}

func who(user bot.User, profile bot.Profile, in bot.CommunityID, registered *storage.Record[Member]) bot.Who {
	w := bot.Who{User: user, Name: profile.Name, Roles: profile.RolesIn(in) &^ bot.Member, Locale: profile.Locale, Zone: profile.Zone}
	if profile.Deactivated {
		w.Roles = 0
	}
	if registered != nil {
		w.Member, w.Name = registered.ID, registered.Value.Name
		if w.Roles != 0 {
			w.Roles |= bot.Member
		}
	}
	return w
}

// Of is the caller's own record, without another trip in the call that Look
// began. Who is not registered gets a Problem that says how to.
func (m *Members) Of(ctx context.Context, c *bot.Call) (*storage.Record[Member], error) {
	r, err := m.own(ctx, c)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, &bot.Problem{
			Text: c.Text(msgRegisterFirst),
			Next: bot.Buttons{primary(c.Button(labelDoRegister, RegisterRoute, ""))},
		}
	}
	return r, nil
}

// Own is the caller's own record as Of gives it, or nil.
func (m *Members) Own(ctx context.Context, c *bot.Call) (*storage.Record[Member], error) {
	return m.own(ctx, c)
}

// Holder is the member that an account belongs to, or nil.
func (m *Members) Holder(ctx context.Context, in bot.CommunityID, account bot.User, at time.Time) (*storage.Record[Member], error) {
	r, err := kit.OrNil(m.members.Find(ctx, kit.Scope(in), byAccount, string(account), at))
	if err != nil {
		return nil, fmt.Errorf("look up the member of an account: %w", err)
	}
	return r, nil
}

// own is the caller's own record, or nil.
func (m *Members) own(ctx context.Context, c *bot.Call) (*storage.Record[Member], error) {
	return m.Holder(ctx, c.In.ID, c.Who.User, c.At)
}

// Get reads a member by id. storage.ErrNotFound.
func (m *Members) Get(ctx context.Context, in bot.CommunityID, id string, at time.Time) (*storage.Record[Member], error) {
	return m.members.Get(ctx, kit.Scope(in), id, at)
}

// GetIn adds a Get to the batch.
func (m *Members) GetIn(b *storage.Batch, id string) *storage.Result[Member] {
	return m.members.GetIn(b, id)
}

// ByOrdinal reads members by their ordinals; nil where there is none any more.
func (m *Members) ByOrdinal(ctx context.Context, in bot.CommunityID, ordinals []uint32, at time.Time) ([]*storage.Record[Member], error) {
	return m.members.ByOrdinal(ctx, kit.Scope(in), ordinals, at)
}

// Registered is how many members a community has, as committed. One round trip.
func (m *Members) Registered(ctx context.Context, in bot.CommunityID) (int, error) {
	return m.members.Size(ctx, kit.Scope(in))
}

// Put writes a member as part of tx.
func (m *Members) Put(tx *storage.Tx, r *storage.Record[Member]) { m.members.Put(tx, r) }

// CallUpon keeps, as part of tx, that somebody turned to a member on a day: to
// talk about a gig that they applied for, to give it to them, to introduce them.
// What the bot sends of its own accord is no such thing.
func (m *Members) CallUpon(tx *storage.Tx, r *storage.Record[Member], on bot.Date) {
	if r.Value.CalledOn.Before(on) {
		r.Value.CalledOn = on
		m.members.Put(tx, r)
	}
}

// Register writes a new member as part of tx, with an entry in the ledger of what
// they agreed to. once names the registration within the community: the record's
// id follows from it, so that the same registration twice is one. shown is the
// language in which the purposes were read. The commit is ErrConflict where one
// of the accounts is registered already.
func (m *Members) Register(tx *storage.Tx, once string, v Member, agreed []Purpose, shown bot.Locale, at time.Time) *storage.Record[Member] {
	v.Registered, v.Digest, v.Language = at, AtOnce, shown
	v.Locale = cmp.Or(v.Locale, shown)
	v.moveTo(v.Closeness, at)
	v.Accounts = slices.Clone(v.Accounts)
	r := m.members.New(named("member", once), v)
	if len(agreed) > 0 {
		m.record(tx, once, r, true, shown, at, agreed[0], agreed[1:]...)
	}
	m.members.Put(tx, r)
	return r
}

// named is an id that follows from what it is for and the effect's key: the
// same effect again names the same thing.
func named(kind, once string) string { return kit.Digest(20, kind, once) }

// Zone is the zone that a member lives by: what they said themselves, or what
// their platform said when they last used the bot, or else the community's.
func (m *Members) Zone(in bot.Community, r Member) *time.Location {
	if zone := r.zone(); zone != nil {
		return zone
	}
	return in.Zone
}

// zone is the member's own, or nil.
func (m Member) zone() *time.Location {
	name := cmp.Or(m.OwnZone, m.Zone)
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}
