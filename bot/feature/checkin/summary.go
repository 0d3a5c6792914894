package checkin

import (
	"context"
	"errors"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// progress is how far a run has come: everybody whom it was meant for is one of
// answered, skipped, away and open.
type progress struct {
	answered, skipped, away, open int
}

// countRun counts a run. away are those who had paused or could not be reached
// when it began, or to whom nothing could be delivered since.
func (k *CheckIns) countRun(ctx context.Context, in bot.CommunityID, run *storage.Record[Run], look *storage.Look, counts *storage.Counted, skipped *storage.Counted) (progress, error) {
	s := progress{away: run.Value.Away}
	switch {
	case run.Value.Counted:
		s.answered, s.skipped = run.Value.Answered, run.Value.Skipped
	case run.Value.Anonymous:
		s.answered, s.skipped = look.Cast, look.Abstained
	default:
		s.answered, s.skipped = counts.N[0], skipped.N[0]
	}
	report, err := k.Outbox.Report(ctx, in, announced(run.ID, 0))
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return progress{}, fmt.Errorf("report a run: %w", err)
	}
	lost := report.Failed + report.Uncertain + report.Suppressed - report.Reasons[reasonReplied] - report.Reasons[reasonClosed] - report.Reasons[deliver.Cancelled]
	lost = min(max(lost, 0), max(run.Value.Invited-s.answered-s.skipped, 0))
	s.away += lost
	s.open = max(run.Value.Invited-s.answered-s.skipped-lost, 0)
	return s, nil
}

// facts are the progress as people read it.
func (s progress) facts(l bot.Localizer) bot.Facts {
	people := func(n int) bot.Text { return l.Text(msgPeople, n) }
	return bot.Facts{
		{Label: l.Label(labelAnswered), Value: people(s.answered)},
		{Label: l.Label(labelSkipped), Value: people(s.skipped)},
		{Label: l.Label(labelAway), Value: people(s.away)},
		{Label: l.Label(labelOpen), Value: people(s.open)},
	}
}

// readRun reads the run that a notice is about, and where it stands.
func (k *CheckIns) readRun(ctx context.Context, p bot.DeliveryRequest) (*storage.Record[Run], progress, error) {
	batch := kit.Batch(k.DB, p)
	run, look := k.runs.GetIn(batch, p.About), k.ballots.LookIn(batch, p.About, "")
	answered := k.replies.CountsIn(batch, byAnswered, []string{p.About})
	skipped := k.replies.CountsIn(batch, bySkipped, []string{p.About})
	if err := batch.Run(ctx); err != nil {
		return nil, progress{}, fmt.Errorf("read a run: %w", err)
	}
	r, err := kit.OrSkip(run.Record, run.Err)
	if err != nil {
		return nil, progress{}, err
	}
	s, err := k.countRun(ctx, p.In.ID, r, look, answered, skipped)
	return r, s, err
}

// writeSummary is the one message about a run in a managers' channel, which is
// edited as answers come in.
func (k *CheckIns) writeSummary(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	run, s, err := k.readRun(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	var first []bot.Block
	if !run.Value.Anonymous {
		if first, err = k.firstTable(ctx, p, run, s.answered); err != nil {
			return bot.OutgoingMessage{}, err
		}
	}
	return bot.OutgoingMessage{Channel: p.Channel(), Body: func(l bot.Localizer) bot.Message {
		m := bot.Message{}.With(summaryHead(l, p.In, run.Value)...).With(s.facts(l))
		if !run.Value.resultsVisible() {
			m = m.With(bot.Note{Text: l.Text(msgAfterClosing)})
		}
		return m.With(first...).With(runButtons(l, run))
	}}, nil
}

// summaryHead says which run it is, and where it stands.
func summaryHead(l bot.Localizer, in bot.Community, run Run) []bot.Block {
	state := run.until(l, in)
	if run.Anonymous {
		state = l.Text(msgAnonymousState, state)
	}
	return []bot.Block{
		bot.Heading{Text: l.Text(msgRunTitle, run.Title, run.Number)},
		bot.Paragraph{Text: state},
	}
}

// firstTable is the table of the first question that can be counted: a message
// that is edited carries no picture.
func (k *CheckIns) firstTable(ctx context.Context, p bot.DeliveryRequest, run *storage.Record[Run], answered int) ([]bot.Block, error) {
	for i, q := range run.Value.Questions {
		if q.cells() < 2 {
			continue
		}
		batch := kit.Batch(k.DB, p)
		counts := k.countsIn(batch, run, i)
		if err := batch.Run(ctx); err != nil {
			return nil, fmt.Errorf("count answers: %w", err)
		}
		return chart(bot.Reader{Locale: p.In.Locale}, i, q, q.tabulate(counts.N, answered), answered).Table(), nil
	}
	return nil, nil
}

// countsIn adds to the batch the counts of a question's cells.
func (k *CheckIns) countsIn(b *storage.Batch, run *storage.Record[Run], question int) *storage.Counted {
	keys := make([]string, run.Value.Questions[question].cells())
	for cell := range keys {
		keys[cell] = cellKey(run.ID, question, cell)
	}
	return k.replies.CountsIn(b, byCell, keys)
}

// runButtons are what managers can do about a run.
func runButtons(l bot.Localizer, run *storage.Record[Run]) bot.Buttons {
	var row bot.Buttons
	if run.Value.resultsVisible() {
		row = append(row, l.Button(labelResults, "checkin.question", run.ID), l.Button(labelCSV, "checkin.csv", run.ID))
	}
	if !run.Value.Anonymous {
		row = append(row, l.Button(labelMissing, "checkin.missing", run.ID))
	}
	return append(row, l.Button(labelTrend, "checkin.trend", run.ID), l.Button(labelDetails, "checkin.show", run.Value.CheckIn))
}

// writeResult tells managers that a run has closed, with a chart.
func (k *CheckIns) writeResult(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	run, s, err := k.readRun(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	var chart shown
	i := run.Value.charted()
	if i >= 0 {
		if chart, err = k.readQuestion(ctx, p.In.ID, run, nil, i, p.At); err != nil {
			return bot.OutgoingMessage{}, err
		}
	}
	return bot.OutgoingMessage{Channel: p.Channel(), Body: func(l bot.Localizer) bot.Message {
		m := l.Say(msgResultsIn, run.Value.Title, run.Value.Number, s.answered, run.Value.Invited)
		if i >= 0 {
			m = m.With(chart.blocks(l)...)
		}
		return m.With(runButtons(l, run))
	}}, nil
}

// charted is the question that the channel sees a chart of, or -1: what people
// wrote is for managers to open, since others may read the channel.
func (r Run) charted() int {
	found := -1
	for i, q := range r.Questions {
		switch {
		case q.cells() > 1:
			return i
		case q.cells() == 1 && found < 0:
			found = i
		}
	}
	return found
}
