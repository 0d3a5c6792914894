package checkin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// asked is a run as the member sees it who is asked: with what they replied.
type asked struct {
	run   *storage.Record[Run]
	me    *storage.Record[member.Member]
	reply *storage.Record[Reply] // not stored yet where there is none; nil if anonymous
	task  *storage.Record[Task]  // likewise
	// Read on demand.
	look *storage.Look            // if anonymous
	last []*storage.Record[Reply] // what they answered before
}

// asked reads a run that asks the caller, in one trip; none where a form read it
// before in the same call. all has it bring what is read on demand, which takes
// a trip each time. A run that closed, or asks others, is refused.
func (k *CheckIns) asked(ctx context.Context, c *bot.Call, all bool) (asked, error) {
	me, err := k.Members.Of(ctx, c)
	if err != nil {
		return asked{}, err
	}
	a := asked{me: me}
	var group askedRead
	var reply *storage.Result[Reply]
	var task *storage.Result[Task]
	var before *storage.Listed[Reply]
	checkIn, _ := parseRun(c.Arg)
	a.run, err = k.findRun(ctx, c, c.Arg, func(b *storage.Batch) {
		group = k.askedIn(b, c.In.ID, c.Arg)
		reply, task = k.replies.GetIn(b, replyID(c.Arg, me.ID)), k.tasks.GetIn(b, replyID(c.Arg, me.ID))
		k.checkIns.GetIn(b, checkIn) // for fix
		if all {
			before = k.replies.ListIn(b, byLast, lastKey(checkIn, me.ID), storage.Page{Limit: 2})
			a.look = k.ballots.LookIn(b, c.Arg, ordinal(me))
		}
	})
	if err != nil {
		return asked{}, err
	}
	switch {
	case !group().Has(me.Ordinal):
		return asked{}, c.Refuse(msgNotAsked)
	case !a.run.Value.open(c.At):
		return asked{}, c.Refuse(msgClosed, a.run.Value.Title)
	}
	if a.run.Value.Anonymous {
		return a, nil
	}
	if a.reply, err = kit.OrNew(k.replies, reply, replyID(c.Arg, me.ID), Reply{Run: c.Arg, Member: me.ID, Ordinal: me.Ordinal}); err != nil {
		return asked{}, fmt.Errorf("read a reply: %w", err)
	}
	if a.task, err = kit.OrNew(k.tasks, task, replyID(c.Arg, me.ID), Task{}); err != nil {
		return asked{}, fmt.Errorf("read a task: %w", err)
	}
	if before != nil {
		a.last = before.Records
	}
	return a, nil
}

// ordinal is a member as a ballot box knows them.
func ordinal(m *storage.Record[member.Member]) string {
	return strconv.FormatUint(uint64(m.Ordinal), 10)
}

// hasAnswered reports whether the caller answered, and did not just skip.
func (a asked) hasAnswered() bool {
	if a.run.Value.Anonymous {
		return a.look.HasCast
	}
	return a.reply.Rev != 0 && !a.reply.Value.Skipped
}

// answerForm asks, filled in with the last answers; not so where it is anonymous,
// and there it can be answered once.
func (k *CheckIns) answerForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	a, err := k.asked(ctx, c, true)
	if err != nil {
		return bot.Form{}, err
	}
	if a.run.Value.Anonymous && a.look.HasCast {
		return bot.Form{}, c.Refuse(msgAnsweredAnonymously)
	}
	f := a.run.Value.form(c)
	if !a.run.Value.Anonymous {
		f.Values = a.filled()
		f.Intro = c.Text(msgFormIntro, whoSees(c, c.In, false), momentWords(c.Locale, c.In, a.run.Value.Closes))
	}
	return f, nil
}

// form is the one form of a run.
func (r Run) form(c *bot.Call) bot.Form {
	f := bot.Form{
		Title: c.Label(titleAnswer), Submit: c.Label(labelSend),
		Intro: whoSees(c, c.In, r.Anonymous), NoDraft: r.Anonymous,
	}
	fields := make([]bot.Field, len(r.Questions))
	for i, q := range r.Questions {
		fields[i] = q.field(c, i, bot.DateOf(r.Opened))
	}
	f.Pages = []bot.Page{{Heading: r.Title.In(c.Locale), Fields: fields}}
	return f
}

// filled are the caller's last answers: to this run, or else to the run before
// where it asked the same, or what the profile says.
func (a asked) filled() bot.Values {
	values := bot.Values{}
	for i, q := range a.run.Value.Questions {
		values[fieldName(i)] = a.before(i, q)
	}
	return values
}

func (a asked) before(i int, q Question) string {
	if a.hasAnswered() {
		return a.reply.Value.Values[i]
	}
	switch q.Kind {
	case Hours:
		if a.me.Value.Hours > 0 {
			return strconv.Itoa(a.me.Value.Hours)
		}
		return ""
	case Closeness:
		return string(a.me.Value.Closeness)
	case Contact:
		return "" // asked for anew each time
	}
	for _, r := range a.last {
		if r.Value.Run == a.run.ID || i >= len(r.Value.Asked) || r.Value.Asked[i] != q.key() {
			continue
		}
		return r.Value.Values[i]
	}
	return ""
}

// given are the values of the form, by question.
func (r Run) given(v bot.Values) []string {
	values := make([]string, len(r.Questions))
	for i := range r.Questions {
		values[i] = v[fieldName(i)]
	}
	return values
}

// answer keeps the answers and says thank you.
func (k *CheckIns) answer(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	a, err := k.asked(ctx, c, false)
	if err != nil {
		return nil, err
	}
	values := a.run.Value.given(c.Values)
	if !slices.ContainsFunc(values, func(v string) bool { return v != "" }) {
		return nil, c.RefuseField(fieldName(0), msgNothingAnswered, labelSkip)
	}
	if a.run.Value.Anonymous {
		return k.castBallot(ctx, c, a, values)
	}
	again := a.hasAnswered()
	a.reply.Value.answer(a.run, values, c.At)
	tx := kit.Begin(k.DB, c)
	k.replies.Put(tx, a.reply)
	k.runs.Require(tx, a.run)
	k.followUp(tx, c, a, values)
	if err := k.fix(ctx, tx, c, a.run.Value.CheckIn); err != nil {
		return nil, err
	}
	k.summarize(tx, c.In, a.run.ID)
	return kit.Commit(ctx, tx, bot.Update{Message: thanks(c, a, values, again)})
}

// castBallot keeps the answers apart from the caller. Who has answered before was
// refused by the form; if they did so meanwhile, the commit is a conflict and the
// form refuses them.
func (k *CheckIns) castBallot(ctx context.Context, c *bot.Call, a asked, values []string) (bot.Answer, error) {
	ballot, err := json.Marshal(values)
	if err != nil {
		return nil, fmt.Errorf("write a ballot: %w", err)
	}
	tx := kit.Begin(k.DB, c)
	k.ballots.Cast(tx, a.run.ID, ordinal(a.me), string(ballot))
	k.runs.Require(tx, a.run)
	if err := k.fix(ctx, tx, c, a.run.Value.CheckIn); err != nil {
		return nil, err
	}
	k.summarize(tx, c.In, a.run.ID)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgThanksAnonymous)})
}

// fix notes in tx, with the first answer, that the check-in stays anonymous or
// not.
func (k *CheckIns) fix(ctx context.Context, tx *storage.Tx, c *bot.Call, id string) error {
	r, err := kit.Lookup(ctx, c, k.checkIns, id)
	if err != nil {
		return fmt.Errorf("read a check-in: %w", err)
	}
	if r == nil || r.Value.Fixed {
		return nil
	}
	r.Value.Fixed = true
	k.checkIns.Put(tx, r)
	return nil
}

// thanks is one line, and what the answers would change in the profile.
func thanks(c *bot.Call, a asked, values []string, again bool) bot.Message {
	m := c.Say(msgThanks)
	if again {
		m = c.Say(msgChanged)
	}
	if i := kindAt(a.run.Value.Questions, Contact, 0); i >= 0 && values[i] == bot.Yes {
		m = c.Say(msgThanksContact, a.run.Value.Owner.Name)
	}
	change := c.Button(labelChange, "checkin.answer", a.run.ID)
	facts := profileChanges(c, a.run.Value, a.me.Value, values)
	if len(facts) == 0 {
		return m.With(bot.Buttons{change})
	}
	return m.With(bot.Paragraph{Text: c.Text(msgUpdate)}, facts, bot.Buttons{
		c.Button(labelUpdate, "checkin.profile", a.run.ID).Styled(bot.Primary), change,
	})
}

// skip leaves the run out. Until it closes the member may still answer.
func (k *CheckIns) skip(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	a, err := k.asked(ctx, c, true)
	if err != nil {
		return nil, err
	}
	if a.hasAnswered() {
		return nil, c.Refuse(msgAnsweredAlready)
	}
	tx := kit.Begin(k.DB, c)
	if a.run.Value.Anonymous {
		k.ballots.Abstain(tx, a.run.ID, ordinal(a.me))
	} else {
		a.reply.Value.Skipped, a.reply.Value.At = true, c.At
		k.replies.Put(tx, a.reply)
	}
	k.runs.Require(tx, a.run)
	k.summarize(tx, c.In, a.run.ID)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgSkipped, a.run.Value.Title).With(bot.Buttons{
		c.Button(labelAnswerAfterAll, "checkin.answer", a.run.ID),
	})})
}
