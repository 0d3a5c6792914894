package gig

import (
	"context"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Referral is a gig that somebody passes on. Who opens it is not kept: whoever
// refers learns whether the gig is open, and nothing else.
type Referral struct {
	Gig    string `json:"Gig"`
	By     string `json:"By"` // as in Application.Person
	ByName string `json:"ByName"`
	At     int64  `json:"At"` // Unix seconds
}

// byReferrer lists somebody's referrals.
const byReferrer = "by"

func newReferrals(db *storage.DB) *storage.Collection[Referral] {
	return storage.NewCollection(db, storage.Schema[Referral]{
		Name: "gigref",
		Terms: func(r Referral) []storage.Term {
			return []storage.Term{{Index: byReferrer, Value: r.By, Score: r.At}, {Index: byEvery, Value: r.Gig, Score: r.At}}
		},
	})
}

// refer makes a link to the gig: words to send to somebody, with a code in them.
func (g *Gigs) refer(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, _, err := g.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if gig.Value.on(c.Today()) != Open {
		return nil, g.tooLate(ctx, c, gig)
	}
	code := kit.ID(g.Code(c.Once))
	r := g.referrals.New(code, Referral{Gig: gig.ID, By: person(c.Who), ByName: c.Who.Name, At: c.At.Unix()})
	tx := kit.Begin(g.DB, c)
	g.referrals.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	m := c.Say(msgRefer).With(
		bot.Paragraph{Text: c.Text(msgReferWords, gig.Value.Title, c.In.Name, code)},
		bot.Note{Text: c.Text(msgReferPrivate)},
	)
	return bot.Reply{Message: m.With(bot.Buttons{c.Button(labelReferrals, "gig.referrals", "")})}, nil
}

// referral asks somebody to whom a gig was passed on whether they want to see
// it.
func (g *Gigs) referral(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	code := strings.ToLower(strings.TrimSpace(c.Values["code"]))
	if !kit.IsID(code) { // a code is as long as a gig's id
		return nil, c.Refuse(msgNoReferral)
	}
	r, err := kit.Find(ctx, c, g.referrals, code, msgNoReferral)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: c.Say(msgReferred, r.Value.ByName).With(bot.Buttons{
		c.Button(labelSeeReferred, "gig.show", r.Value.Gig).Styled(bot.Primary),
	})}, nil
}

// referred lists the gigs that the caller passed on: whether each is open.
func (g *Gigs) referred(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	found, _, err := kit.List(ctx, c, g.referrals, byReferrer, person(c.Who), storage.Page{Limit: maxReferred})
	if err != nil {
		return nil, fmt.Errorf("list referrals: %w", err)
	}
	if len(found) == 0 {
		return bot.Reply{Message: c.Say(msgReferralsEmpty)}, nil
	}
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.Value.Gig
	}
	gigs, err := kit.GetMany(ctx, c, g.gigs, ids)
	if err != nil {
		return nil, fmt.Errorf("read the gigs of referrals: %w", err)
	}
	m := c.Say(msgReferrals)
	seen := map[string]bool{}
	for _, gig := range gigs {
		if gig == nil || seen[gig.ID] {
			continue
		}
		seen[gig.ID] = true
		state := msgReferOver
		if gig.Value.on(c.Today()) == Open {
			state = msgReferOpen
		}
		m = m.With(bot.Paragraph{Text: c.Text(msgMineLine, gig.Value.Title, c.Text(state))})
	}
	return bot.Reply{Message: m}, nil
}

// maxReferred is how many referrals are listed.
const maxReferred = 20
