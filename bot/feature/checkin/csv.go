package checkin

import (
	"context"
	"fmt"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// export gives the results as a table for spreadsheets: a row for each answer,
// and a trace of who took it; of an anonymous run a row for each count, as far as
// it is told.
func (k *CheckIns) export(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	var first *storage.Listed[Reply]
	run, err := k.findRun(ctx, c, c.Arg, func(b *storage.Batch) {
		first = k.replies.ListIn(b, byAnswered, c.Arg, storage.Page{Limit: 1000, Oldest: true})
	})
	if err != nil {
		return nil, err
	}
	var rows [][]string
	switch {
	case !run.Value.resultsVisible():
		return nil, c.Refuse(msgNotYet, momentWords(c.Locale, c.In, run.Value.Closes))
	case run.Value.Anonymous:
		rows, err = k.countRows(ctx, c, run)
	default:
		rows, err = k.answerRows(ctx, c, run, first)
	}
	if err != nil {
		return nil, err
	}
	var trace func(*storage.Tx)
	if !run.Value.Anonymous && k.Exported != nil {
		trace = func(tx *storage.Tx) { k.Exported(tx, c, run.ID) }
	}
	file, err := kit.Export(ctx, c, k.DB, fileName(c.In, run.Value), rows, trace)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: c.Say(msgCSV, run.Value.Title, run.Value.Number).With(file)}, nil
}

// fileName tells runs apart in a folder full of tables.
func fileName(in bot.Community, run Run) string {
	return fmt.Sprintf("checkin-%s-%d.csv", bot.DateOf(run.Opened.In(in.Zone)), run.Number)
}

// answerRows are who answered what and when, the first first.
func (k *CheckIns) answerRows(ctx context.Context, c *bot.Call, run *storage.Record[Run], page *storage.Listed[Reply]) ([][]string, error) {
	head := []string{c.Label(headName), c.Label(headAt)}
	for _, q := range run.Value.Questions {
		head = append(head, q.Text.In(c.Locale))
	}
	rows := [][]string{head}
	for {
		batch := kit.Batch(k.DB, c)
		people := make([]*storage.Result[member.Member], len(page.Records))
		for i, r := range page.Records {
			people[i] = k.Members.GetIn(batch, r.Value.Member)
		}
		if err := batch.Run(ctx); err != nil {
			return nil, fmt.Errorf("read who answered: %w", err)
		}
		for i, r := range page.Records {
			name := c.Label(nameGone)
			if people[i].Err == nil {
				name = people[i].Record.Value.Name
			}
			row := []string{name, r.Value.At.In(c.In.Zone).Format("2006-01-02 15:04")}
			for n, q := range run.Value.Questions {
				row = append(row, q.words(c, r.Value.Values[n]))
			}
			rows = append(rows, row)
		}
		if page.Next == "" {
			return rows, nil
		}
		batch = kit.Batch(k.DB, c)
		page = k.replies.ListIn(batch, byAnswered, run.ID, storage.Page{Limit: 1000, Oldest: true, After: page.Next})
		if err := batch.Run(ctx); err != nil {
			return nil, fmt.Errorf("list answers: %w", err)
		}
	}
}

// countRows are the counts of each question, and the texts, of which nothing says
// whose they are or when they were written.
func (k *CheckIns) countRows(ctx context.Context, c *bot.Call, run *storage.Record[Run]) ([][]string, error) {
	batch := kit.Batch(k.DB, c)
	written := make([]*storage.Result[texts], len(run.Value.Questions))
	for i, t := range run.Value.Tables {
		if t.Texts > 0 {
			written[i] = k.texts.GetIn(batch, textsID(run.ID, i))
		}
	}
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	rows := [][]string{{c.Label(headQuestion), c.Label(headAnswer), c.Label(headCount)}}
	for i, q := range run.Value.Questions {
		asked, t := q.Text.In(c.Locale), run.Value.Tables[i]
		for cell, n := range t.Cells {
			rows = append(rows, []string{asked, q.cellLabel(c, cell), countText(c, n)})
		}
		if t.None != 0 {
			rows = append(rows, []string{asked, c.Label(msgNoAnswer), countText(c, t.None)})
		}
		if written[i] == nil {
			continue
		}
		if written[i].Err != nil {
			return nil, fmt.Errorf("read texts: %w", written[i].Err)
		}
		for _, text := range written[i].Record.Value.Texts {
			rows = append(rows, []string{asked, text, ""})
		}
	}
	return rows, nil
}

func countText(l bot.Localizer, n int) string {
	if n == Hidden {
		return l.Label(msgHidden)
	}
	return strconv.Itoa(n)
}
