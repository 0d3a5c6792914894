package engine

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
)

// withPrivateNotice tells the person what is to be told beside the answer, above it, where
// nobody else reads it: on a private message or a form. Another answer stays as
// it is, and the withPrivateNotice waits for the next. That it was told is recorded first;
// if that fails it is told again.
func (e *Engine) withPrivateNotice(ctx context.Context, c *bot.Call, answer bot.Response) bot.Response {
	text := c.Who.PrivateNotice.Say(c.Locale)
	var told bot.Response
	switch a := answer.(type) {
	case bot.Reply:
		if a.Public {
			return answer
		}
		a.Message = bot.Say(text).With(a.Message.Blocks...)
		told = a
	case bot.Ask:
		if len(a.Sheet.Intro) > 0 {
			text = append(append(text, bot.Plain("\n\n")...), a.Sheet.Intro...)
		}
		a.Sheet.Intro = text
		told = a
	default:
		return answer
	}
	if err := c.Who.PrivateNotice.Told(ctx, c); err != nil {
		e.Log.WarnContext(ctx, "what was told aside is not recorded", "id", c.ID, "error", err)
	}
	return told
}
