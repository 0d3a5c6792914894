package checkin

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// editable refuses to change what has nothing more to come.
func editable(c *bot.Call, r *storage.Record[CheckIn]) error {
	if r.Value.State == Ended || r.Value.State == Active && r.Value.Runs > 0 && r.Value.Plan.Next(c.At).IsZero() {
		return c.Refuse(msgNothingToCome)
	}
	return nil
}

// edited is the design that is being worked on.
func (k CheckIn) edited() Design {
	if k.Proposed != nil {
		return *k.Proposed
	}
	return k.Design
}

// editForm asks again, filled in.
func (k *CheckIns) editForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return bot.Form{}, err
	}
	if err := editable(c, r); err != nil {
		return bot.Form{}, err
	}
	language, err := k.Members.Language(ctx, c.In.ID, audience.Managers, c.At)
	if err != nil {
		return bot.Form{}, err
	}
	f := form(c, language, r.Value.Fixed)
	f.Title, f.Values = c.Label(titleEdit), r.Value.edited().values(c)
	if r.Value.Fixed {
		f.Intro = c.Text(msgFixed, f.Intro)
	}
	return f, nil
}

// edit shows how the change is understood. A draft has it at once; what is active
// has it when the manager agrees.
func (k *CheckIns) edit(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if err := editable(c, r); err != nil {
		return nil, err
	}
	d, err := k.design(ctx, c, r.Value.Design, r.Value.Fixed)
	if err != nil {
		return nil, err
	}
	if r.Value.State == Draft {
		r.Value.Design = d
	} else {
		r.Value.Proposed = &d
	}
	m, err := k.preview(ctx, c, r, d)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(k.DB, c)
	k.checkIns.Put(tx, r)
	return kit.Commit(ctx, tx, bot.Update{Message: m})
}

// adopt makes the proposed change one, from the next run on.
func (k *CheckIns) adopt(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	switch {
	case r.Value.State != Active:
		return nil, c.Refuse(msgNotActive)
	case r.Value.Proposed == nil:
		return nil, c.Refuse(msgSavedAlready)
	case r.Value.Fixed && r.Value.Proposed.Anonymous != r.Value.Anonymous:
		return nil, c.Refuse(msgModeFixed)
	}
	d := *r.Value.Proposed
	due := c.At
	if !d.Plan.IsZero() {
		if due = d.Plan.Next(c.At); due.IsZero() {
			return nil, c.Refuse(msgPast)
		}
	}
	r.Value.Design, r.Value.Proposed = d, nil
	tx := kit.Begin(k.DB, c)
	k.checkIns.Put(tx, r)
	k.Agenda.Plan(tx, jobOpen, r.ID, due)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgSaved, r.Value.Title).With(bot.Buttons{
		c.Button(labelDetails, "checkin.show", r.ID),
	})})
}

// start has a draft run: at once, or when it is planned.
func (k *CheckIns) start(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State != Draft {
		return nil, c.Refuse(msgStartedAlready)
	}
	edit := bot.Buttons{c.Button(labelEdit, "checkin.edit", r.ID).Styled(bot.Primary)}
	due, done := c.At, c.Text(msgStarted)
	if r.Value.Plan.IsZero() {
		if few, err := k.tooFew(ctx, c, r.Value.Design); err != nil {
			return nil, err
		} else if few != nil {
			return nil, &bot.Problem{Text: few, Next: edit}
		}
	} else {
		if due = r.Value.Plan.Next(c.At); due.IsZero() {
			return nil, &bot.Problem{Text: c.Text(msgPast), Next: edit}
		}
		done = c.Text(msgScheduled, momentWords(c.Locale, c.In, due))
	}
	r.Value.State, r.Value.Owner = Active, Owner{c.Who.User, c.Who.Name}
	tx := kit.Begin(k.DB, c)
	k.checkIns.Put(tx, r)
	k.Agenda.Plan(tx, jobOpen, r.ID, due)
	return kit.Commit(ctx, tx, bot.Update{Message: bot.Say(done).With(
		bot.Heading{Text: bot.Plain(r.Value.Title.In(c.Locale))},
		bot.Paragraph{Text: questionLines(c, r.Value.Questions)},
		bot.Buttons{c.Button(labelDetails, "checkin.show", r.ID)},
	)})
}

// tooFew is why a design cannot be sent to whom it would reach now; nil if it can.
func (k *CheckIns) tooFew(ctx context.Context, c *bot.Call, d Design) (bot.Text, error) {
	reach, err := k.reach(ctx, c.In, d, c.At)
	if err != nil {
		return nil, err
	}
	switch n := reach.Reached.Len(); {
	case n == 0:
		return c.Text(msgNobodyToAsk), nil
	case d.Anonymous && n < fewest:
		return c.Text(msgFewToAsk, fewest), nil
	}
	return nil, nil
}

// discard drops a draft.
func (k *CheckIns) discard(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State != Draft {
		return nil, c.Refuse(msgStartedAlready)
	}
	tx := kit.Begin(k.DB, c)
	k.checkIns.Delete(tx, r)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgDiscarded, r.Value.Title)})
}

// try is “run now, only to me”: the message that members will get. Nothing is
// kept of it.
func (k *CheckIns) try(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	m := prompt(c, c.In, r.ID, r.Value.edited().run(c), c.At)
	m.Blocks = append([]bot.Block{bot.Note{Text: c.Text(msgTrial)}}, m.Blocks[:len(m.Blocks)-1]...)
	return bot.Reply{Message: m.With(bot.Buttons{
		c.Button(labelAnswer, "checkin.tryform", r.ID).Styled(bot.Primary),
	})}, nil
}

// run is what the design would ask now.
func (d Design) run(c *bot.Call) Run {
	return Run{
		Title: d.Title, Questions: d.Questions, Anonymous: d.Anonymous, Opened: c.At, Closes: closing(c.At, d.Days),
		Owner: Owner{c.Who.User, c.Who.Name},
	}
}

func (k *CheckIns) tryForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return bot.Form{}, err
	}
	return r.Value.edited().run(c).form(c), nil
}

// tried shows how the answers are read, and forgets them.
func (k *CheckIns) tried(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	run := r.Value.edited().run(c)
	var facts bot.Facts
	for i, value := range run.given(c.Values) {
		words := run.Questions[i].words(c, value)
		if words == "" {
			words = c.Label(msgNoAnswer)
		}
		facts = append(facts, bot.Fact{Label: run.Questions[i].Text.In(c.Locale), Value: bot.Plain(words)})
	}
	return bot.Reply{Message: c.Say(msgTried).With(facts)}, nil
}

// stop ends a check-in for good: it does not run again, and the run that is open
// closes now.
func (k *CheckIns) stop(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id := c.Arg
	if id == "" {
		return k.whichToStop(ctx, c)
	}
	return k.stopOne(ctx, c, id)
}

func (k *CheckIns) stopOne(ctx context.Context, c *bot.Call, id string) (bot.Answer, error) {
	var latest *storage.Listed[Run]
	r, err := k.find(ctx, c, id, func(b *storage.Batch) {
		latest = k.runs.ListIn(b, byCheckIn, id, storage.Page{Limit: 1})
	})
	if err != nil {
		return nil, err
	}
	if r.Value.State != Active {
		return nil, c.Refuse(msgNotActive)
	}
	r.Value.State, r.Value.Ended, r.Value.Proposed = Ended, c.At, nil
	tx := kit.Begin(k.DB, c)
	k.checkIns.Put(tx, r)
	k.Agenda.Drop(tx, jobOpen, r.ID)
	done := c.Text(msgStopped, r.Value.Title)
	if len(latest.Records) > 0 && !latest.Records[0].Value.Closed {
		run := latest.Records[0]
		k.Agenda.Drop(tx, jobClose, run.ID)
		k.endRun(tx, c.In, run, c.At)
		done = c.Text(msgStoppedOpen, r.Value.Title)
	}
	return kit.Commit(ctx, tx, bot.Update{Message: bot.Say(done)})
}
