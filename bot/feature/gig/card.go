package gig

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
)

// The kinds of messages that the bot sends by itself.
const (
	noticeCard    = "gig.card"    // about a gig, to a channel
	noticeMatch   = "gig.match"   // about a gig, to a member's ordinal
	noticeApplied = "gig.applied" // about an application, to who posted
	noticeAnswer  = "gig.answer"  // about an application in a state, to who applied
	noticeDigest  = "gig.digest"  // about a span of time, to a member's ordinal

	noticeEnding       = "gig.ending" // about a gig, to who posted it, like those below
	noticeStill        = "gig.still"
	noticePausedByTime = "gig.paused"
	noticeEnded        = "gig.ended"
	noticeReview       = "gig.review"
)

// details are the gig as its readers see it.
func details(l bot.Localizer, today bot.Date, g Gig) []bot.Block {
	return []bot.Block{
		bot.Heading{Text: bot.Plain(g.Title)},
		bot.Paragraph{Text: stateLine(l, today, g)},
		bot.Paragraph{Text: bot.Plain(g.Task)},
		facts(l, g),
	}
}

// stateLine is where the gig stands, in a few words.
func stateLine(l bot.Localizer, today bot.Date, g Gig) bot.Text {
	state := g.on(today)
	line := l.Text(stateWords(state))
	if state == Open {
		line = l.Text(msgOpenLeft, g.left())
	}
	return l.Text(msgStateLine, line, l.Text(audienceWords(g.Audience)))
}

// facts are the form's fields below the task, in their order.
func facts(l bot.Localizer, g Gig) bot.Facts {
	f := bot.Facts{{Label: l.Label(labelClient), Value: bot.Plain(g.Client)}}
	if len(g.Skills) > 0 {
		f = append(f, bot.Fact{Label: l.Label(labelSkills), Value: bot.Plain(member.SkillList(l.Language(), g.Skills))})
	}
	for _, name := range []string{fieldPay, fieldPayment, fieldPeriod, fieldPlace, fieldHours, fieldPeople, fieldDeadline} {
		f = append(f, bot.Fact{Label: l.Label(fieldLabel(name)), Value: factText(l, g, name)})
	}
	return append(f, posterFact(l, g))
}

func posterFact(l bot.Localizer, g Gig) bot.Fact {
	by := bot.Textf("%s", bot.Mention{User: g.Poster.User, Name: g.Poster.Name})
	if g.Poster.Member != "" {
		by = l.Text(msgByMember, by)
	}
	return bot.Fact{Label: l.Label(labelPoster), Value: by}
}

// factText is one field as its readers see it.
func factText(l bot.Localizer, g Gig, name string) bot.Text {
	if u, open := g.Undecided[name]; open {
		return l.Text(msgUndecided, u.Reason, u.Until)
	}
	switch name {
	case fieldPay:
		return bot.Plain(g.Pay)
	case fieldPayment:
		if g.PaymentDays == 0 {
			return l.Text(msgPaymentAtOnce)
		}
		return l.Text(msgPayment, g.PaymentDays)
	case fieldPeriod:
		return bot.Plain(g.Period)
	case fieldPlace:
		return bot.Plain(g.Place)
	case fieldHours:
		return l.Text(msgHoursMonth, g.Hours)
	case fieldPeople:
		return l.Text(msgPeople, g.People)
	default:
		return bot.Plain(i18n.Date(l.Language(), g.Deadline))
	}
}

// card is the gig in a channel. Those who may not see all of it read the
// channel too: so only a gig for everyone stands there in full.
func card(l bot.Localizer, today bot.Date, id string, g Gig) bot.Message {
	var m bot.Message
	if g.Audience == Everyone {
		m = m.With(details(l, today, g)...)
	} else {
		m = m.With(bot.Heading{Text: bot.Plain(g.Title)}, bot.Paragraph{Text: stateLine(l, today, g)})
		m = m.With(shortFacts(l, g), bot.Note{Text: l.Text(msgForSome, l.Text(audienceWords(g.Audience)))})
	}
	return m.With(cardButtons(l, today, id, g))
}

// shortFacts are what everybody in the channel may know.
func shortFacts(l bot.Localizer, g Gig) bot.Facts {
	var f bot.Facts
	if len(g.Skills) > 0 {
		f = append(f, bot.Fact{Label: l.Label(labelSkills), Value: bot.Plain(member.SkillList(l.Language(), g.Skills))})
	}
	for _, name := range []string{fieldPlace, fieldHours, fieldDeadline} {
		f = append(f, bot.Fact{Label: l.Label(fieldLabel(name)), Value: factText(l, g, name)})
	}
	return append(f, posterFact(l, g))
}

// cardButtons are what readers can do with the gig.
func cardButtons(l bot.Localizer, today bot.Date, id string, g Gig) bot.Buttons {
	var row bot.Buttons
	if g.on(today) == Open {
		row = append(row, l.Button(labelApply, "gig.apply", id).Styled(bot.Primary))
	}
	return append(row, l.Button(labelDetails, "gig.show", id))
}

// skip says why something is not sent, in one of a few words.
func skip(reason string) error { return bot.Skip{Reason: reason} }

// published reads the gig that a notice is about. The notice is skipped if nobody
// can see the gig any more.
func (g *Gigs) published(ctx context.Context, p bot.DeliveryRequest, id string) (Gig, error) {
	r, err := kit.GetOrSkip(ctx, p, g.gigs, id)
	if err != nil {
		return Gig{}, err
	}
	if r.Value.State == Draft {
		return Gig{}, skip("gone")
	}
	return r.Value, nil
}

func (g *Gigs) writeCard(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	gig, err := g.published(ctx, p, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	today := bot.DateOf(p.At.In(p.In.Zone))
	return bot.OutgoingMessage{
		Channel: p.Channel(),
		Body:    func(l bot.Localizer) bot.Message { return card(l, today, p.About, gig) },
	}, nil
}
