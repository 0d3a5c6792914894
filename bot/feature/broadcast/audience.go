package broadcast

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// reach is whom a query reaches, as its sender sees it.
type reach struct {
	count   int
	words   bot.Text
	leftOut []audience.LeftOut
}

// reached are the members whom a query holds for now and who may be sent
// notices. An empty query holds for everybody.
func (b *Broadcasts) reached(ctx context.Context, in bot.Community, query string, at time.Time) (audience.Set, error) {
	to, err := b.Members.Audience(ctx, in.ID, in.Locale, query, at)
	if err != nil {
		return audience.Set{}, err
	}
	r, err := b.Members.ReachNow(ctx, in.ID, to.Expr, member.Notices, at)
	return r.Reached, err
}

func (b *Broadcasts) reach(ctx context.Context, c *bot.Call, query string) (reach, error) {
	to, err := b.Members.Audience(ctx, c.In.ID, c.Locale, query, c.At)
	if err != nil {
		return reach{}, err
	}
	r, err := b.Members.Reach(ctx, c.In.ID, to.Expr, member.Notices, c.At)
	if err != nil {
		return reach{}, err
	}
	words := c.Text(msgEverybody)
	if query != "" {
		words = bot.Plain(to.Words)
	}
	return reach{r.Reached.Len(), words, r.LeftOut}, nil
}

// facts say whom it reaches, how many that is, and who is left out.
func (r reach) facts(l bot.Localizer) bot.Facts {
	facts := bot.Facts{
		{Label: l.Label(labelAudience), Value: r.words},
		{Label: l.Label(labelCount), Value: l.Text(msgCount, r.count)},
	}
	var parts []string
	for _, out := range r.leftOut {
		if out.Count > 0 {
			parts = append(parts, l.Label(msgReason, l.Text(reasonWords(out.Reason)), out.Count))
		}
	}
	if len(parts) > 0 {
		facts = append(facts, bot.Fact{Label: l.Label(labelLeftOut), Value: nameList(l.Language(), parts)})
	}
	return facts
}
