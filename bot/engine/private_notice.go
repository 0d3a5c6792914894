package engine

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
)

// withPrivateNotice puts the person's private notice above an answer that only they
// see: a private message or a form. With any other answer the notice waits for the
// next one. If it cannot be recorded that the notice was shown, it is shown again.
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
		e.Log.WarnContext(ctx, "recording a private notice as shown failed", "id", c.ID, "error", err)
	}
	return told
}
