package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// complete offers values. Nothing is offered rather than something late.
func (x *exchange) complete(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, x.pace.Acknowledge)
	defer cancel()
	offers := make(chan []choice, 1)
	x.run.beside(func() { offers <- x.offers(ctx) })
	c := callback{kind: discordgo.InteractionApplicationCommandAutocompleteResult, choices: []choice{}}
	select {
	case c.choices = <-offers:
	case <-ctx.Done():
	}
	if err := x.first(context.WithoutCancel(ctx), c); err != nil {
		x.log.WarnContext(ctx, "completions came too late", "interaction", x.in.ID, "error", err)
	}
}

// maxChoice is how many characters an offer may have.
const maxChoice = 100

// offers is what the bot offers; nothing if it panics.
func (x *exchange) offers(ctx context.Context) (choices []choice) {
	defer panics.Catch(x.log, "discord: completion", nil)
	choices = []choice{}
	words, options := x.in.command()
	x.note(x.in)
	m := x.meta()
	x.learnLocale()
	m.Community = x.place(ctx, m, x.in.who().ID)
	for _, r := range x.run.bot.Routes() {
		if r.Command != words {
			continue
		}
		for _, o := range options {
			if !o.Focused {
				continue
			}
			for _, p := range x.run.bot.Complete(ctx, m, r.Name, o.Name, o.value()) {
				if fitsChoice(p) && len(choices) < bot.MaxPicks {
					choices = append(choices, choice{p.Label, p.Value})
				}
			}
		}
	}
	return choices
}

// fitsChoice: what would have to be cut off is not offered; it can be typed.
func fitsChoice(p bot.Pick) bool {
	return p.Label != "" && p.Value != "" && len([]rune(p.Label)) <= maxChoice && len([]rune(p.Value)) <= maxChoice
}
