package link

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// redeem takes a code that was typed, and asks whether to link. Whatever was
// typed, the account's count of wrong codes is written before anything is said,
// so that many who type at once learn no more than one after another.
func (k *links) redeem(ctx context.Context, c *bot.Call, typed string) (bot.Answer, error) {
	text, ok := readCode(typed)
	if !ok {
		return nil, c.Refuse(msgNoCode)
	}
	batch := kit.Batch(k.DB, c)
	found := k.codes.FindIn(batch, byHash, hash(c.In.ID, text))
	tries := k.guesses.GetIn(batch, named(c.User))
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("look up a link code: %w", err)
	}
	g, err := kit.OrNew(k.guesses, tries, named(c.User), guess{})
	if err != nil {
		return nil, fmt.Errorf("look up wrong codes: %w", err)
	}
	if g.Rev == 0 {
		g.Expires = c.At.Add(guessTime)
	}
	if g.Value.Wrong >= maxGuesses {
		return nil, c.Refuse(msgLocked, minutes(c, g.Expires))
	}
	given, err := kit.OrNil(found.Record, found.Err)
	if err != nil {
		return nil, fmt.Errorf("look up a link code: %w", err)
	}
	return k.claim(ctx, c, given, g)
}

// claim gives the code to the account that typed it, or counts that it was
// wrong; r is nil where there is no such code.
func (k *links) claim(ctx context.Context, c *bot.Call, r *storage.Record[code], g *storage.Record[guess]) (bot.Answer, error) {
	if r != nil && r.Value.Issuer == c.User {
		return nil, c.Refuse(msgOwnCode)
	}
	wrong := r == nil || r.Value.Claimed != "" && r.Value.Claimed != c.User
	tx := kit.Begin(k.DB, c)
	if wrong {
		g.Value.Wrong++
	} else {
		r.Value.Claimed = c.User
		k.codes.Put(tx, r)
	}
	k.guesses.Put(tx, g)
	switch err := tx.Commit(ctx); {
	case errors.Is(err, storage.ErrDuplicate): // the same event again is answered again
		g, err = kit.Get(ctx, c, k.guesses, g.ID)
		if err != nil {
			return nil, fmt.Errorf("look up wrong codes: %w", err)
		}
	case err != nil:
		return nil, fmt.Errorf("take a link code: %w", err)
	}
	if wrong {
		return nil, c.Refuse(msgWrongCode, max(0, maxGuesses-g.Value.Wrong))
	}
	switch {
	case c.Who.Member == "" || r.Value.Member == "":
		return k.ask(ctx, c, r)
	case c.Who.Member == r.Value.Member:
		return nil, c.Refuse(msgLinkedAlready)
	default:
		return nil, c.Refuse(msgTwoMembers)
	}
}

// ask says what linking would do, to whoever typed the code. It promises
// nothing: confirm looks again.
func (k *links) ask(ctx context.Context, c *bot.Call, r *storage.Record[code]) (bot.Answer, error) {
	them, err := k.Profile(ctx, r.Value.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask who shows a code: %w", err)
	}
	say := msgAskOther
	if c.Who.Member != "" {
		say = msgAskOwn
	}
	yes := c.Button(labelLink, routeConfirm, r.ID+"."+r.Value.Member)
	yes.Style = bot.Primary
	return bot.Reply{Message: bot.Say(c.Text(say, them.Name), c.Text(msgAskWarning)).With(bot.Buttons{yes})}, nil
}

// pair is a code with the two members that it is about; nil where an account is
// not registered.
type pair struct {
	code *storage.Record[code]
	own  *storage.Record[member.Member] // of the account that typed the code
	them *storage.Record[member.Member] // of the account that was shown it
}

// confirm makes the two accounts one member, in one commit with the end of the
// code.
func (k *links) confirm(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	p, err := k.pair(ctx, c)
	if err != nil {
		return nil, err
	}
	var into *storage.Record[member.Member]
	var moved bot.User
	switch {
	case p.own != nil && p.them != nil && p.own.ID == p.them.ID:
		return nil, c.Refuse(msgLinkedAlready)
	case p.own != nil && p.them != nil:
		return nil, c.Refuse(msgTwoMembers)
	case p.them != nil:
		into, moved = p.them, c.User
	case p.own != nil:
		into, moved = p.own, p.code.Value.Issuer
	default:
		return nil, &bot.Problem{Text: c.Text(msgNobody), Next: bot.Buttons{
			c.Button(labelRegister, member.RegisterRoute, "").Styled(bot.Primary),
		}}
	}
	if len(into.Value.Accounts) >= maxAccounts {
		return nil, c.Refuse(msgManyAccounts, maxAccounts)
	}
	into.Value.Accounts = append(slices.Clip(into.Value.Accounts), moved)
	tx := kit.Begin(k.DB, c)
	k.codes.Delete(tx, p.code)
	k.Members.Put(tx, into)
	k.Outbox.Tell(tx, noticeLinked, into.ID, bot.ToUser(p.code.Value.Issuer))
	return kit.Commit(ctx, tx, bot.Update{Message: linked(c, c.User, into)})
}

// maxAccounts is how many accounts a member may have.
const maxAccounts = 10

// pair reads, in one trip, the code of the button that was pressed and the member
// of the account that was shown it. It refuses a code that is not the caller's
// to confirm any more.
func (k *links) pair(ctx context.Context, c *bot.Call) (pair, error) {
	own, err := k.Members.Own(ctx, c)
	if err != nil {
		return pair{}, err
	}
	id, of, _ := strings.Cut(c.Arg, ".")
	batch := kit.Batch(k.DB, c)
	found, holder := k.codes.GetIn(batch, id), k.Members.GetIn(batch, of)
	if err := batch.Run(ctx); err != nil {
		return pair{}, fmt.Errorf("read a link code: %w", err)
	}
	r := found.Record
	switch {
	case found.Err != nil && !errors.Is(found.Err, storage.ErrNotFound):
		return pair{}, fmt.Errorf("read a link code: %w", found.Err)
	case r != nil && r.Value.Claimed == c.User:
	case own != nil && len(own.Value.Accounts) > 1:
		return pair{}, c.Refuse(msgCodeUsed)
	default:
		return pair{}, c.Refuse(msgCodeOver)
	}
	them := holder.Record
	if them != nil && !slices.Contains(them.Value.Accounts, r.Value.Issuer) {
		them = nil
	}
	if them == nil && own == nil { // perhaps the other one has registered since
		them, err = k.Members.Holder(ctx, c.In.ID, r.Value.Issuer, c.At)
	}
	return pair{r, own, them}, err
}

// linked is what both accounts are told.
func linked(l bot.Localizer, to bot.User, r *storage.Record[member.Member]) bot.Message {
	return bot.Say(l.Text(msgLinked, r.Value.Name), l.Text(msgLinkedEffect)).With(choices(l, to, r)...)
}

// writeLinked tells the account that was shown the code that it was used.
func (k *links) writeLinked(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := k.Members.Holder(ctx, p.In.ID, p.User(), p.At)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	if r == nil || r.ID != p.About {
		return bot.OutgoingMessage{}, bot.Skip{Reason: "outdated"}
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		return linked(l, p.User(), r)
	}}, nil
}
