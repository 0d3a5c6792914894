package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
)

// ask opens a form; or, where its text has to be read first or a form cannot be
// opened, says how to.
func (x *exchange) ask(ctx context.Context, s bot.Sheet) error {
	form, left, err := modalOf(s, x.reopens(s))
	switch {
	case err != nil:
		return x.fail(ctx, err)
	case x.in.Type == discordgo.InteractionModalSubmit || len(left.Blocks) > 0:
		return x.preface(ctx, s, left)
	}
	if x.in.prefaced() {
		form.CustomID += afterPreface
	}
	c := callback{kind: discordgo.InteractionResponseModal, form: &form}
	if err := x.first(ctx, c); err != nil {
		return x.instead(ctx, preface(s, left, x.lang()), err)
	}
	return nil
}

// preface shows what is to be read before a form.
func (x *exchange) preface(ctx context.Context, s bot.Sheet, left bot.Message) error {
	r := preface(s, left, x.lang())
	pages, err := prefacePages(r)
	if err != nil {
		return x.fail(ctx, err)
	}
	return x.begin(ctx, r, says(pages[0]), pages[1:])
}

// prefacePages marks the button, so that the form knows where it came from.
func prefacePages(r bot.Reply) ([]body, error) {
	pages, err := pagesOf(r.Message, true)
	if err != nil {
		return nil, err
	}
	last := pages[len(pages)-1].Components
	if row, ok := last[len(last)-1].(row); ok {
		row.Buttons[0].CustomID = plainID(row.Buttons[0].CustomID) + afterPreface
	}
	return pages, nil
}

// reopens reports whether the act was a press on what opens this sheet again,
// so that what stands before it was read. Of a further part nothing was read
// but what stood before that part.
func (x *exchange) reopens(s bot.Sheet) bool {
	return x.in.Type == discordgo.InteractionMessageComponent &&
		plainID(x.in.Data.CustomID) == s.Reopen.Encode() && (s.Part <= 1 || x.in.prefaced())
}

// preface says what is to be read before a form, and offers the form.
func preface(s bot.Sheet, left bot.Message, l bot.Locale) bot.Reply {
	if len(left.Blocks) == 0 {
		left = left.With(bot.Heading{Text: bot.Plain(s.Title)})
		if len(s.Intro) > 0 {
			left = left.With(bot.Paragraph{Text: s.Intro})
		}
	}
	return bot.Reply{Message: left.With(bot.Buttons{{Label: labelOpen.In(l), Action: s.Reopen, Style: bot.Primary}})}
}
