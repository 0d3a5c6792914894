package broadcast

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// list shows the latest broadcasts.
func (b *Broadcasts) list(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return kit.Listing[Broadcast]{
		From: b.all, Index: byAll, Value: "x",
		Title: msgList, Empty: msgListEmpty,
		Create: bot.Buttons{c.Button(labelNew, "broadcast.new", "").Styled(bot.Primary)},
		Entries: kit.Each(func(r *storage.Record[Broadcast]) []bot.Block {
			return []bot.Block{
				bot.Paragraph{Text: line(c, r.Value)},
				bot.Buttons{c.Button(labelShow, "broadcast.show", r.ID)},
			}
		}),
	}.Answer(ctx, c)
}

// line is a broadcast in a list.
func line(l bot.Localizer, v Broadcast) bot.Text {
	return l.Text(msgListed, v.title(l.Language()), l.Text(stateWords(v.State)))
}

// maxAtHome is how many broadcasts the home page shows.
const maxAtHome = 3

// home shows those who run the community how the latest broadcasts stand.
func (b *Broadcasts) home(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
	if !c.Who.Roles.Has(staff) {
		return nil, nil
	}
	found, _, err := kit.List(ctx, c, b.all, byAll, "x", storage.Page{Limit: maxAtHome})
	if err != nil {
		return nil, fmt.Errorf("list broadcasts: %w", err)
	}
	blocks := []bot.Block{bot.Heading{Text: c.Text(headHome)}}
	for _, r := range found {
		blocks = append(blocks, bot.Paragraph{Text: line(c, r.Value)})
	}
	if len(found) == 0 {
		blocks = append(blocks, bot.Paragraph{Text: c.Text(msgListEmpty)})
	}
	return append(blocks, bot.Buttons{
		c.Button(labelNew, "broadcast.new", "").Styled(bot.Primary),
		c.Button(labelList, "broadcast.list", ""),
	}), nil
}

// optionTitle names a broadcast that has a report.
const optionTitle = "broadcast"

// maxSearched is how many of the latest broadcasts are looked through for a
// title.
const maxSearched = 200

func (b *Broadcasts) titleOption() bot.Option {
	return bot.Option{Name: optionTitle, Summary: labelTitle.In, Kind: bot.OptionText,
		Complete: func(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
			sent, err := b.sent(ctx, c)
			if err != nil {
				return nil, err
			}
			var titles []string
			for _, r := range sent {
				titles = append(titles, r.Value.title(c.Locale))
			}
			return kit.Titles(typed, titles), nil
		}}
}

// sent are the latest broadcasts that went to members, the newest first.
func (b *Broadcasts) sent(ctx context.Context, c *bot.Call) (sent []*storage.Record[Broadcast], err error) {
	found, _, err := kit.List(ctx, c, b.all, byAll, "x", storage.Page{Limit: maxSearched})
	if err != nil {
		return nil, fmt.Errorf("list broadcasts: %w", err)
	}
	for _, r := range found {
		if latest := r.Value.latest(); latest != nil && latest.Audience > 0 {
			sent = append(sent, r)
		}
	}
	return sent, nil
}

// reported is the broadcast whose report is asked for: that of the button, that
// of the title that was typed, or else the latest.
func (b *Broadcasts) reported(ctx context.Context, c *bot.Call) (*storage.Record[Broadcast], error) {
	if c.Arg != "" {
		return b.find(ctx, c, c.Arg)
	}
	sent, err := b.sent(ctx, c)
	if err != nil {
		return nil, err
	}
	typed := c.Values[optionTitle]
	for _, r := range sent {
		if typed == "" || r.Value.named(typed) {
			return r, nil
		}
	}
	if typed != "" {
		return nil, c.Refuse(msgNoSuchTitle, typed)
	}
	return nil, c.Refuse(msgNoReport)
}

// named reports whether the broadcast has that title, in one language or the
// other.
func (b Broadcast) named(title string) bool {
	for _, w := range b.Words {
		if i18n.Fold(w.Title) == i18n.Fold(title) {
			return true
		}
	}
	return false
}
