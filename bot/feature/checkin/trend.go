package checkin

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// trendRuns is how many runs a trend looks back.
const trendRuns = 6

// trend compares the last runs of a check-in: how many answered, and the mean of
// its scales or the share of each option of its first choice. What is not told of
// a run is not told here.
func (k *CheckIns) trend(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	checkIn, ok := parseRun(c.Arg)
	if !ok {
		return nil, c.Refuse(msgNotHere)
	}
	runs, _, err := kit.List(ctx, c, k.runs, byCheckIn, checkIn, storage.Page{Limit: trendRuns})
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	if len(runs) == 0 {
		return nil, c.Refuse(msgNotHere)
	}
	slices.Reverse(runs)
	past, err := k.pastOf(ctx, c, runs)
	if err != nil {
		return nil, err
	}
	title := runs[len(runs)-1].Value.Title.In(c.Locale)
	m := bot.Message{}.With(bot.Heading{Text: c.Text(msgTrendOf, title)})
	if len(runs) == 1 {
		m = m.With(bot.Note{Text: c.Text(msgTrendLater)})
	}
	m = m.With(rates(c, past))
	for i, q := range runs[len(runs)-1].Value.Questions {
		if chart, ok := means(c, past, i, q); ok {
			m = m.With(chart)
		}
	}
	return bot.Reply{Message: m}, nil
}

// past is a run with what may be told of it.
type past struct {
	run      *storage.Record[Run]
	answered int
	tables   []Table // nil: nothing may be told of the answers yet
}

// pastOf reads runs in one trip.
func (k *CheckIns) pastOf(ctx context.Context, c *bot.Call, runs []*storage.Record[Run]) ([]past, error) {
	batch := kit.Batch(k.DB, c)
	all := make([]past, len(runs))
	answered, looks := make([]*storage.Counted, len(runs)), make([]*storage.Look, len(runs))
	counts := make([][]*storage.Counted, len(runs))
	for i, run := range runs {
		all[i] = past{run: run}
		answered[i], looks[i] = k.replies.CountsIn(batch, byAnswered, []string{run.ID}), k.ballots.LookIn(batch, run.ID, "")
		if run.Value.Anonymous {
			continue
		}
		for q := range run.Value.Questions {
			counts[i] = append(counts[i], k.countsIn(batch, run, q))
		}
	}
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("count answers: %w", err)
	}
	for i, run := range runs {
		p := &all[i]
		switch {
		case run.Value.Counted:
			p.answered, p.tables = run.Value.Answered, run.Value.Tables
		case run.Value.Anonymous:
			p.answered = looks[i].Cast
		default:
			p.answered = answered[i].N[0]
			for n, q := range run.Value.Questions {
				p.tables = append(p.tables, q.tabulate(counts[i][n].N, p.answered))
			}
		}
	}
	return all, nil
}

func (p past) label(c *bot.Call) string {
	return c.Label(msgRunOn, p.run.Value.Number, bot.DateOf(p.run.Value.Opened.In(c.In.Zone)).String())
}

// rates is how many of those who were asked answered.
func rates(c *bot.Call, all []past) bot.Chart {
	chart := bot.Chart{Title: c.Label(labelRate)}
	for _, p := range all {
		percent := 0
		if p.run.Value.Invited > 0 {
			percent = (200*p.answered + p.run.Value.Invited) / (2 * p.run.Value.Invited)
		}
		chart.Bars = append(chart.Bars, bot.Bar{
			Label: p.label(c), Value: float64(percent), Says: c.Label(msgRate, percent, p.answered, p.run.Value.Invited),
		})
	}
	return chart
}

// means is the mean of a scale, run by run; not ok for other questions.
func means(c *bot.Call, all []past, question int, q Question) (bot.Chart, bool) {
	if q.Kind != Scale {
		return bot.Chart{}, false
	}
	chart := bot.Chart{Title: c.Label(msgMeanOf, q.Text)}
	for _, p := range all {
		bar := bot.Bar{Label: p.label(c), Blank: true}
		switch questions := p.run.Value.Questions; {
		case question >= len(questions) || questions[question].key() != q.key():
			bar.Says = c.Label(msgOtherQuestion)
		case question < len(p.tables) && p.tables[question].Mean != nil:
			mean := *p.tables[question].Mean
			bar = bot.Bar{Label: p.label(c), Value: mean, Says: strconv.FormatFloat(mean, 'f', 1, 64)}
		case p.run.Value.Anonymous:
			bar.Says = c.Label(msgHidden)
		default:
			bar.Says = c.Label(msgNoMean)
		}
		chart.Bars = append(chart.Bars, bar)
	}
	return chart, true
}
