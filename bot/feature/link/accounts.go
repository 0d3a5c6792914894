package link

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// show takes a code, or gives one with what is linked now.
func (k *links) show(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	if typed := c.Values["code"]; typed != "" {
		return k.redeem(ctx, c, typed)
	}
	own, err := k.Members.Own(ctx, c)
	if err != nil {
		return nil, err
	}
	text, err := k.issue(ctx, c, own)
	if err != nil {
		return nil, err
	}
	intro := msgIntroNew
	if own != nil {
		intro = msgIntro
	}
	m := bot.Say(c.Text(intro), c.Text(msgTypeCode, "/alumni link code:"+shown(text))).
		With(bot.Note{Text: c.Text(msgCodeSecret, int(codeLife/time.Minute))})
	if own != nil && len(own.Value.Accounts) > 1 {
		m = m.With(bot.Heading{Text: c.Text(headAccounts)}, bot.Paragraph{Text: c.Text(msgAccounts, len(own.Value.Accounts))})
		m = m.With(choices(c, c.User, own)...)
	}
	return bot.Reply{Message: m}, nil
}

// issue gives the account a new code. The one that it had before is over.
func (k *links) issue(ctx context.Context, c *bot.Call, own *storage.Record[member.Member]) (string, error) {
	r, err := kit.GetOrNew(ctx, c, k.codes, named(c.User))
	if err != nil {
		return "", fmt.Errorf("read the last link code: %w", err)
	}
	text := k.Code(c.Once)
	hashed := hash(c.In.ID, text)
	if r.Value.Hash == hashed {
		return text, nil // the same event again
	}
	r.Value = code{Hash: hashed, Issuer: c.User}
	if own != nil {
		r.Value.Member = own.ID
	}
	r.Expires = c.At.Add(codeLife)
	tx := k.DB.Begin(kit.Scope(c.In.ID), "", c.At)
	k.codes.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return "", fmt.Errorf("keep a link code: %w", err)
	}
	return text, nil
}

// What a button to unlink is about.
const (
	thisOne = "this"
	others  = "others"
)

// choices are what a member with several accounts can do about them, as shown to
// one of the accounts: which one is written to, and which go.
func choices(l bot.Localizer, to bot.User, r *storage.Record[member.Member]) []bot.Block {
	where, row := msgHere, bot.Buttons{}
	if r.Value.Accounts[0] != to {
		where = msgElsewhere
		row = append(row, l.Button(labelHere, routeHere, ""))
	}
	row = append(row, l.Button(labelPartThis, routePart, thisOne), l.Button(labelPartOthers, routePart, others))
	return []bot.Block{bot.Paragraph{Text: l.Text(where)}, row}
}

// several is the caller's record, if it has several accounts.
func (k *links) several(ctx context.Context, c *bot.Call) (*storage.Record[member.Member], error) {
	r, err := k.Members.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	if len(r.Value.Accounts) < 2 {
		return nil, c.Refuse(msgNothingLinked)
	}
	return r, nil
}

// here has the account that acts be the one that is written to.
func (k *links) here(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.several(ctx, c)
	if err != nil {
		return nil, err
	}
	if r.Value.Accounts[0] != c.User {
		rest := slices.DeleteFunc(slices.Clone(r.Value.Accounts), func(u bot.User) bool { return u == c.User })
		r.Value.Accounts = append([]bot.User{c.User}, rest...)
		tx := kit.Begin(k.DB, c)
		k.Members.Put(tx, r)
		if err := tx.Commit(ctx); err != nil {
			return nil, fmt.Errorf("choose an account: %w", err)
		}
	}
	return bot.Update{Message: bot.Message{}.With(choices(c, c.User, r)...)}, nil
}

// part takes this account, or all others, off the member. Those that go are not
// registered any more; nothing of the member changes.
func (k *links) part(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.several(ctx, c)
	if err != nil {
		return nil, err
	}
	var stay, leave []bot.User
	for _, u := range r.Value.Accounts {
		if (u == c.User) == (c.Arg == thisOne) {
			leave = append(leave, u)
		} else {
			stay = append(stay, u)
		}
	}
	r.Value.Accounts = stay
	var told []string
	for _, u := range append(slices.Clone(stay), leave...) {
		if u != c.User {
			told = append(told, bot.ToUser(u))
		}
	}
	tx := kit.Begin(k.DB, c)
	k.Members.Put(tx, r)
	k.Outbox.Tell(tx, noticeParted, r.ID, told...)
	return kit.Commit(ctx, tx, bot.Update{Message: parted(c, slices.Contains(stay, c.User))})
}

// parted is what an account is told that stays or goes.
func parted(l bot.Localizer, stays bool) bot.Message {
	if stays {
		return l.Say(msgOtherGone)
	}
	return l.Say(msgThisGone)
}

// writeParted tells the other accounts.
func (k *links) writeParted(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := k.Members.Holder(ctx, p.In.ID, p.User(), p.At)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	stays := r != nil && r.ID == p.About
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message { return parted(l, stays) }}, nil
}

// minutes is how long it is until then, rounded up.
func minutes(c *bot.Call, until time.Time) int {
	return max(1, int((until.Sub(c.At)+time.Minute-1)/time.Minute))
}
