package member

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

var _ deliver.Members = (*Members)(nil)

// SendEligibility tells whether a member may be written to for a purpose at the moment,
// and if not, why; the reasons are those of Exclusions, and ReasonGone.
func (m *Members) SendEligibility(ctx context.Context, in bot.CommunityID, id, purpose string, at time.Time) (deliver.SendEligibility, error) {
	r, err := m.Get(ctx, in, id, at)
	if errors.Is(err, storage.ErrNotFound) {
		return deliver.SendEligibility{Withheld: ReasonGone}, nil
	}
	if err != nil {
		return deliver.SendEligibility{}, fmt.Errorf("read a member: %w", err)
	}
	s := deliver.SendEligibility{
		Withheld: r.Value.skipReason(Purpose(purpose), at), Ordinal: r.Ordinal, Record: m.members.Unchanged(r),
		Locale: r.Value.Locale, Zone: r.Value.zone(),
	}
	if r.Value.Sparing {
		s.Most = 1
	}
	return s, nil
}

// skipReason is why nothing is sent to the member for a purpose at the moment, or
// empty.
func (m Member) skipReason(p Purpose, at time.Time) string {
	switch {
	case !m.consents(p):
		return ReasonNoConsent
	case !m.Closeness.Lets(p):
		return ReasonQuiet
	case at.Before(m.PausedUntil):
		return ReasonPaused
	case m.unreachable():
		return ReasonUnreachable
	default:
		return ""
	}
}

// Unreachable keeps since when a member cannot be written to. One who is gone,
// or is known to be unreachable, is left alone.
func (m *Members) Unreachable(ctx context.Context, in bot.CommunityID, id string, at time.Time) error {
	for range 3 {
		r, err := kit.OrNil(m.Get(storage.WithMemo(ctx), in, id, at))
		if err != nil {
			return fmt.Errorf("read a member: %w", err)
		}
		if r == nil || r.Value.Unreachable {
			return nil
		}
		r.Value.Unreachable, r.Value.UnreachableOn = true, bot.DateOf(at)
		tx := m.db.Begin(kit.Scope(in), "", at)
		m.members.Put(tx, r)
		if err = tx.Commit(ctx); !errors.Is(err, storage.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("keep that a member cannot be reached: %w", storage.ErrConflict)
}

// Left keeps that a member's account left the platform, so that nothing is sent
// to it any more. It ends when they use the bot again.
func (m *Members) Left(ctx context.Context, in bot.Community, meta bot.Meta, at time.Time) error {
	r, err := m.Holder(ctx, in.ID, meta.User, at)
	if err != nil || r == nil || len(r.Value.Accounts) == 0 || r.Value.Accounts[0] != meta.User {
		return err
	}
	return m.Unreachable(ctx, in.ID, r.ID, at)
}

// welcomeBack is told to a member who could not be written to, and uses the bot
// again. From then on they are written to.
func (m *Members) welcomeBack(r Member) *bot.PrivateNotice {
	return &bot.PrivateNotice{
		Say: func(l bot.Locale) bot.Text { return msgWasUnreachable.Text(l, i18n.Date(l, r.UnreachableOn)) },
		Told: func(ctx context.Context, c *bot.Call) error {
			own, err := m.own(ctx, c)
			if err != nil || own == nil || !own.Value.Unreachable {
				return err
			}
			own.Value.Unreachable, own.Value.UnreachableOn = false, bot.Date{}
			tx := m.db.Begin(kit.Scope(c.In.ID), "", c.At)
			m.members.Put(tx, own)
			return tx.Commit(ctx)
		},
	}
}
