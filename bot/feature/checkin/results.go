package checkin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// shown is what is to be shown of one question of a run.
type shown struct {
	run      *storage.Record[Run]
	question int
	answered int
	table    Table
	texts    []text
}

// text is what somebody wrote; by is empty where that is not known.
type text struct{ by, text string }

const (
	maxTexts  = 5   // of a question, shown at once
	shownText = 120 // characters of one of them
)

// latestReplies adds to the batch the last answers of a run, for its texts.
func (k *CheckIns) latestReplies(b *storage.Batch, run string) *storage.Listed[Reply] {
	return k.replies.ListIn(b, byAnswered, run, storage.Page{Limit: 10 * maxTexts})
}

// readQuestion reads what may be shown of a question, in one trip: of an anonymous
// run nothing before it has closed.
func (k *CheckIns) readQuestion(ctx context.Context, in bot.CommunityID, run *storage.Record[Run], latest []*storage.Record[Reply], question int, at time.Time) (shown, error) {
	s := shown{run: run, question: question}
	if run.Value.Anonymous {
		return s, k.readAnonymous(ctx, in, &s, at)
	}
	q := run.Value.Questions[question]
	batch := k.DB.Batch(kit.Scope(in), at)
	answered, counts := k.replies.CountsIn(batch, byAnswered, []string{run.ID}), k.countsIn(batch, run, question)
	var people []*storage.Result[member.Member]
	for _, r := range latest {
		if q.Kind == Text && r.Value.Values[question] != "" && len(s.texts) < maxTexts {
			s.texts = append(s.texts, text{text: r.Value.Values[question]})
			people = append(people, k.Members.GetIn(batch, r.Value.Member))
		}
	}
	if err := batch.Run(ctx); err != nil {
		return s, fmt.Errorf("count answers: %w", err)
	}
	for i, who := range people {
		if who.Err == nil {
			s.texts[i].by = who.Record.Value.Name
		}
	}
	s.answered = answered.N[0]
	s.table = q.tabulate(counts.N, s.answered)
	return s, nil
}

func (k *CheckIns) readAnonymous(ctx context.Context, in bot.CommunityID, s *shown, at time.Time) error {
	if !s.run.Value.Counted {
		return errors.New("results of an anonymous run that is not counted")
	}
	s.answered, s.table = s.run.Value.Answered, s.run.Value.Tables[s.question]
	if s.table.Texts == 0 {
		return nil
	}
	kept, err := k.texts.Get(ctx, kit.Scope(in), textsID(s.run.ID, s.question), at)
	if err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	for _, t := range kept.Value.Texts[:min(len(kept.Value.Texts), maxTexts)] {
		s.texts = append(s.texts, text{text: t})
	}
	return nil
}

// blocks are the question as people read it.
func (s shown) blocks(l bot.Localizer) []bot.Block {
	q := s.run.Value.Questions[s.question]
	if q.Kind == Text {
		return s.textBlocks(l, q)
	}
	out := []bot.Block{chart(l, s.question, q, s.table, s.answered)}
	if s.table.Mean != nil {
		out = append(out, bot.Paragraph{Text: l.Text(msgMean, strconv.FormatFloat(*s.table.Mean, 'f', 1, 64))})
	}
	if s.table.hides() {
		out = append(out, bot.Note{Text: l.Text(msgSuppressed, fewest)})
	}
	return out
}

func (s shown) textBlocks(l bot.Localizer, q Question) []bot.Block {
	out := []bot.Block{bot.Paragraph{Text: bot.Text{{Text: l.Label(msgQuestion, s.question+1, q.Text), Bold: true}}}}
	if len(s.texts) == 0 && s.run.Value.Anonymous {
		return append(out, bot.Note{Text: l.Text(msgFewTexts, fewest)})
	}
	if len(s.texts) == 0 {
		return append(out, bot.Paragraph{Text: l.Text(msgNoTexts)})
	}
	for _, t := range s.texts {
		by := t.by
		if by == "" {
			by = l.Label(msgUnnamed)
		}
		out = append(out, bot.Paragraph{Text: l.Text(msgWrote, by, i18n.Shorten(t.text, shownText))})
	}
	return append(out, bot.Note{Text: l.Text(msgTextsInCSV)})
}

// chart is a question's table as bars.
func chart(l bot.Localizer, i int, q Question, t Table, answered int) bot.Chart {
	c := bot.Chart{Title: l.Label(msgQuestion, i+1, q.Text)}
	bar := func(label string, n int) {
		b := bot.Bar{Label: label, Value: float64(max(n, 0)), Says: l.Label(msgHidden), Blank: n == Hidden}
		if n != Hidden {
			b.Says = share(l, n, answered)
		}
		c.Bars = append(c.Bars, b)
	}
	for cell, n := range t.Cells {
		bar(q.cellLabel(l, cell), n)
	}
	if t.None != 0 {
		bar(l.Label(msgNoAnswer), t.None)
	}
	return c
}

// share is a count and what part it is of those who answered.
func share(l bot.Localizer, n, answered int) string {
	if answered == 0 {
		return l.Label(msgPeople, n)
	}
	return l.Label(msgShare, n, (200*n+answered)/(2*answered))
}

// results lists runs, the latest first: all, or those of a check-in by its title.
func (k *CheckIns) results(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	page, err := kit.ReadPage(c)
	if err != nil {
		return nil, err
	}
	listed, _, err := kit.List(ctx, c, k.runs, byAge, every, storage.Page{Limit: maxRuns})
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	title := c.Values[optionCheckIn]
	if title == "" {
		title = page.Of
	}
	listed = slices.DeleteFunc(listed, func(r *storage.Record[Run]) bool { return title != "" && !meant(r, title) })
	if len(listed) == 0 && title != "" {
		return nil, c.Refuse(msgNoSuchTitle, title)
	}
	if len(listed) == 0 {
		return page.Show(c.Say(msgNoRuns).With(bot.Buttons{newButton(c)})), nil
	}
	if title != "" {
		page.Of = listed[0].Value.CheckIn
	}
	found, more := kit.Shown(page, listed, false)
	batch := kit.Batch(k.DB, c)
	counts := make([]*storage.Counted, len(found))
	looks := make([]*storage.Look, len(found))
	for i, run := range found {
		counts[i] = k.replies.CountsIn(batch, byAnswered, []string{run.ID})
		looks[i] = k.ballots.LookIn(batch, run.ID, "")
	}
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("count answers: %w", err)
	}
	m := c.Say(msgResults)
	for i, run := range found {
		m = m.With(bot.Paragraph{Text: runLine(c, run.Value, counts[i].N[0]+looks[i].Cast)}, runButtons(c, run))
	}
	return page.Show(m.With(page.Turn(c, more)...)), nil
}

// maxRuns is how many of the latest runs are looked through.
const maxRuns = 200

// meant reports whether a run is of the check-in with that title or id.
func meant(r *storage.Record[Run], typed string) bool {
	return r.Value.CheckIn == typed || named(r.Value.Title, typed)
}

// runLine is a run in a list.
func runLine(c *bot.Call, run Run, answered int) bot.Text {
	if run.Counted {
		answered = run.Answered
	}
	return c.Text(msgRunLine, run.Title, run.Number, answered, run.Invited, run.until(c, c.In))
}

// until says when a run closes, or closed.
func (r Run) until(l bot.Localizer, in bot.Community) bot.Text {
	say := msgRunOpen
	if r.Closed {
		say = msgRunClosed
	}
	return l.Text(say, momentWords(l.Language(), in, r.Closes))
}

// named reports whether a title is meant, in either language.
func named(title Said, typed string) bool {
	folded := i18n.Fold(typed)
	return i18n.Fold(title.Ja) == folded || i18n.Fold(title.En) == folded
}

// question shows one question of a run; its argument is the run, and the question
// behind a slash.
func (k *CheckIns) question(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id, number, _ := strings.Cut(c.Arg, "/")
	var latest *storage.Listed[Reply]
	run, err := k.findRun(ctx, c, id, func(b *storage.Batch) { latest = k.latestReplies(b, id) })
	if err != nil {
		return nil, err
	}
	i, _ := strconv.Atoi(number)
	if i < 0 || i >= len(run.Value.Questions) {
		return nil, c.Refuse(msgNotHere)
	}
	if !run.Value.resultsVisible() {
		return nil, c.Refuse(msgNotYet, momentWords(c.Locale, c.In, run.Value.Closes))
	}
	s, err := k.readQuestion(ctx, c.In.ID, run, latest.Records, i, c.At)
	if err != nil {
		return nil, err
	}
	m := c.Say(msgRunTitle, run.Value.Title, run.Value.Number).With(s.blocks(c)...)
	return bot.Reply{Message: m.With(questionButtons(c, run, i))}, nil
}

// questionButtons lead to the other questions.
func questionButtons(c *bot.Call, run *storage.Record[Run], at int) bot.Buttons {
	var row bot.Buttons
	for i := range run.Value.Questions {
		if i != at {
			row = append(row, bot.Button{
				Label: c.Label(labelQuestion, i+1), Action: c.Action("checkin.question", run.ID+"/"+strconv.Itoa(i)),
			})
		}
	}
	return append(row, c.Button(labelCSV, "checkin.csv", run.ID))
}
