package seed

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// fillOffer posts a gig in the past and lets happen to it what happened.
func fillOffer(ctx context.Context, t Target, o offer, now time.Time) error {
	posted := now.AddDate(0, 0, -o.daysAgo).Add(-time.Hour) // before whatever happens today
	hr := &actor{t: t, who: byID(o.by), at: posted}
	values := maps.Clone(o.values)
	values["deadline"] = bot.DateOf(now).AddDays(o.deadline).String()
	form := hr.dispatch(ctx, bot.UsedCommand{Meta: hr.meta(), Command: "gig post"})
	preview, err := hr.fill(ctx, form, values)
	if err != nil {
		return err
	}
	id, err := argOf(preview, "gig.publish")
	if err != nil || o.end == staysDraft {
		return err
	}
	if _, err := message(hr.press(ctx, "gig.publish", id)); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	for i, a := range o.applied {
		if err := apply(ctx, t, hr, a, id, posted.Add(time.Duration(3+5*i)*time.Hour)); err != nil {
			return fmt.Errorf("application of %s: %w", a.user, err)
		}
	}
	if o.end == "" {
		return nil
	}
	hr.at = hr.at.Add(time.Hour)
	if _, err := message(hr.press(ctx, string(o.end), id)); err != nil {
		return fmt.Errorf("%s: %w", o.end, err)
	}
	return nil
}

// apply has somebody apply to a gig, and HR answer a few hours later.
func apply(ctx context.Context, t Target, hr *actor, a applicant, gig string, at time.Time) error {
	who := &actor{t: t, who: byID(a.user), at: at}
	done, err := who.fill(ctx, who.press(ctx, "gig.apply", gig), bot.Values{"message": a.message})
	if err != nil {
		return err
	}
	application, err := argOf(done, "gig.withdraw")
	if err != nil || a.verdict == "" {
		return err
	}
	hr.at = at.Add(2 * time.Hour)
	answer := hr.press(ctx, a.verdict, application)
	if _, asks := answer.(bot.Ask); asks {
		_, err = hr.fill(ctx, answer, nil)
		return err
	}
	_, err = message(answer)
	return err
}

func byID(id string) Person {
	for _, p := range People() {
		if p.ID == id {
			return p
		}
	}
	return Person{ID: id}
}
