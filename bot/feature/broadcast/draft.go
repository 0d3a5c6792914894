package broadcast

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// create keeps the draft and shows what sending it would do. Whoever types the
// number of recipients with the command knows it, and it is sent at once.
func (b *Broadcasts) create(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r := b.all.New(newID(c.Once), Broadcast{State: Draft, By: c.Who.User, ByName: c.Who.Name, Created: c.At})
	if err := b.read(ctx, c, &r.Value); err != nil {
		return nil, err
	}
	if typed := c.Values[optionConfirm]; typed != "" {
		return b.sendTyped(ctx, c, r, c.Values.Int(optionConfirm))
	}
	return b.keepDraft(ctx, c, r)
}

// edit changes a draft.
func (b *Broadcasts) edit(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.draft(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := b.read(ctx, c, &r.Value); err != nil {
		return nil, err
	}
	return b.keepDraft(ctx, c, r)
}

func (b *Broadcasts) keepDraft(ctx context.Context, c *bot.Call, r *storage.Record[Broadcast]) (bot.Answer, error) {
	m, err := b.preflight(ctx, c, r)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(b.DB, c)
	b.save(tx, c.In, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: m})
}

// discard deletes a draft.
func (b *Broadcasts) discard(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.draft(ctx, c)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(b.DB, c)
	b.all.Delete(tx, r)
	if r.Value.Carded {
		b.keepCard(tx, c.In, r.ID)
	}
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgDiscarded, r.Value.title(c.Locale))})
}

// test sends the draft to the caller alone, as everybody else would get it.
func (b *Broadcasts) test(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(b.DB, c)
	b.Outbox.Tell(tx, noticeTest, r.ID, bot.ToUser(c.Who.User))
	return kit.Commit(ctx, tx, bot.Reply{Message: c.Say(msgTestSent)})
}

// preflight is everything a sender should know before sending: to how many, who
// is left out and why, when, and how it reads.
func (b *Broadcasts) preflight(ctx context.Context, c *bot.Call, r *storage.Record[Broadcast], above ...bot.Text) (bot.Message, error) {
	v := r.Value
	to, count := bot.Facts{{Label: c.Label(labelMedium), Value: mediumText(c, v)}}, 0
	if v.Medium == Direct {
		reached, err := b.reach(ctx, c, v.Audience)
		if err != nil {
			return bot.Message{}, err
		}
		to, count = append(to, reached.facts(c)...), reached.count
	}
	to = append(to, bot.Fact{Label: c.Label(labelWhen), Value: b.whenText(c, v)})
	if span, err := b.span(c, v, count); err != nil {
		return bot.Message{}, err
	} else if span != nil {
		to = append(to, bot.Fact{Label: c.Label(labelSpan), Value: span})
	}
	m := bot.Say(above...).With(bot.Paragraph{Text: c.Text(msgPreflight)}, to)
	in := v.language(c.Locale)
	m = m.With(bot.Note{Text: c.Text(msgReadsLike, i18n.Name(in))}).With(body(v.Words[in])...)
	if len(v.Words) == 1 && v.Medium == Direct {
		m = m.With(bot.Note{Text: c.Text(msgOneLanguage)})
	}
	row := bot.Buttons{
		c.Button(labelSend, "broadcast.send", r.ID).Styled(bot.Primary),
		c.Button(labelTest, "broadcast.test", r.ID),
	}
	if len(v.Words) > 1 {
		row = append(row, c.Button(labelOther, "broadcast.preview", r.ID))
	}
	return m.With(append(row,
		c.Button(labelEdit, "broadcast.edit", r.ID),
		c.Button(labelDiscard, "broadcast.discard", r.ID).Styled(bot.Danger),
	)), nil
}

// preview shows the draft in the language that the preflight does not show.
func (b *Broadcasts) preview(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	other := bot.English
	if r.Value.language(c.Locale) == bot.English {
		other = bot.Japanese
	}
	other = r.Value.language(other)
	m := c.Say(msgReadsLike, i18n.Name(other))
	return bot.Reply{Message: m.With(body(r.Value.Words[other])...)}, nil
}

// body is the message itself, the same in a preview and for its readers.
func body(w Wording) []bot.Block {
	return []bot.Block{bot.Heading{Text: bot.Plain(w.Title)}, bot.Paragraph{Text: bot.Plain(w.Body)}}
}

func mediumText(c *bot.Call, v Broadcast) bot.Text {
	if v.Medium == Direct {
		return c.Text(msgDirect)
	}
	for _, p := range media(c) {
		if p.Value == string(v.Channel) {
			return bot.Plain(p.Label)
		}
	}
	return c.Text(msgInChannel)
}

// whenText says when it would be sent if it were confirmed now.
func (b *Broadcasts) whenText(c *bot.Call, v Broadcast) bot.Text {
	if v.Plan.IsZero() {
		return c.Text(msgWhenNow, int(b.Settings.Undo.Seconds()))
	}
	if v.OwnZone {
		return c.Text(msgWhenOwn, v.Plan.Words(c.Locale), v.Plan.Explain(c.Locale, c.At))
	}
	return v.Plan.Explain(c.Locale, c.At)
}

// firstZone is where every wall time of the world is reached first.
const firstZone = "Pacific/Kiritimati"

// next is when the broadcast is to run after a moment; zero if it is not. With
// OwnZone it begins as soon as the first clock in the world shows the time.
func (b Broadcast) next(after time.Time) (time.Time, error) {
	plan, err := b.plan()
	return plan.Next(after), err
}

// plan is the plan by which its runs begin.
func (b Broadcast) plan() (schedule.Plan, error) {
	if !b.OwnZone || b.Plan.IsZero() {
		return b.Plan, nil
	}
	zone, err := time.LoadLocation(firstZone)
	if err != nil {
		return schedule.Plan{}, err
	}
	return b.Plan.In(zone)
}

// momentText is an instant in the community's zone, which it names; readers
// elsewhere see their own where the platform can show it.
func momentText(l bot.Localizer, t time.Time) bot.Text {
	words := schedule.MomentWords(l.Language(), t)
	return l.Text(msgMoment, bot.Moment{At: t, Fallback: words + " " + t.Format("MST")})
}

// nameList is i18n.List of the reasons somebody is left out.
func nameList(l bot.Locale, parts []string) bot.Text { return bot.Plain(i18n.List(l, parts)) }
