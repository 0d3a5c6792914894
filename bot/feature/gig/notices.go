package gig

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
)

// about names an application in the state that it reached at a moment. A notice
// about it is skipped once the application has moved on.
func about(id string, s ApplicationState, at time.Time) string {
	return id + "#" + string(s) + "#" + strconv.FormatInt(at.UnixMilli(), 10)
}

// currentCandidate reads the application that a notice is about. The notice is
// skipped if the application has changed since.
func (g *Gigs) currentCandidate(ctx context.Context, p bot.DeliveryRequest) (candidate, error) {
	id, _, _ := strings.Cut(p.About, "#")
	m := applicationID.FindStringSubmatch(id)
	if m == nil {
		return candidate{}, skip("gone")
	}
	batch := kit.Batch(g.DB, p)
	gig, app, who := g.gigs.GetIn(batch, m[1]), g.apps.GetIn(batch, id), g.Members.GetIn(batch, m[2])
	if err := batch.Run(ctx); err != nil {
		return candidate{}, fmt.Errorf("read an application: %w", err)
	}
	if _, err := kit.OrSkip(gig.Record, gig.Err); err != nil {
		return candidate{}, err
	}
	if _, err := kit.OrSkip(app.Record, app.Err); err != nil {
		return candidate{}, err
	}
	a := candidate{gig: gig.Record, app: app.Record}
	if who.Err == nil {
		a.member = &who.Record.Value
	}
	if a.gone() {
		return candidate{}, skip("gone")
	}
	if about(id, a.app.Value.State, a.app.Value.ChangedAt) != p.About {
		return candidate{}, skip("outdated")
	}
	return a, nil
}

// writeApplied tells who posted the gig that somebody applied, or took it back;
// not a member who deleted their registration since.
func (g *Gigs) writeApplied(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	a, err := g.currentCandidate(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	if poster := a.gig.Value.Poster.Member; poster != "" {
		if _, err := kit.OrSkip(g.Members.Get(ctx, p.In.ID, poster, p.At)); err != nil {
			return bot.OutgoingMessage{}, err
		}
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		if a.app.Value.State == Withdrawn {
			return l.Say(msgTheyTookBack, a.name(l), a.gig.Value.Title).With(bot.Buttons{
				l.Button(labelApplicants, "gig.applicants", a.gig.ID),
			})
		}
		return l.Say(msgNewApplication, a.gig.Value.Title).With(a.view(l)...).With(a.buttons(l, false))
	}}, nil
}

// writeAnswer tells the applicant what became of the application.
func (g *Gigs) writeAnswer(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	a, err := g.currentCandidate(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		gig := a.gig.Value
		poster := bot.Mention{User: gig.Poster.User, Name: gig.Poster.Name}
		var m bot.Message
		switch a.app.Value.State {
		case Talking:
			m = l.Say(msgTellTalking, gig.Title, poster)
		case Accepted:
			m = l.Say(msgTellAccepted, gig.Title, poster).With(facts(l, gig))
		default:
			m = l.Say(msgTellDeclined, gig.Title)
		}
		if text := a.app.Value.Answer; text != "" {
			m = m.With(bot.Paragraph{Text: bot.Plain(text)})
		}
		return m.With(bot.Buttons{l.Button(labelMyApplications, "gig.applications", "")})
	}}, nil
}
