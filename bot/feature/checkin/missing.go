package checkin

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// namesPerPage is how many names of those who are missing are shown at once.
const namesPerPage = 30

// missing names who neither answered nor skipped. Of an anonymous run nobody is
// told that.
func (k *CheckIns) missing(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	page, err := kit.ReadPage(c)
	if err != nil {
		return nil, err
	}
	var group *storage.Result[cohort]
	var answered, skipped *storage.Listed[Reply]
	run, err := k.findRun(ctx, c, page.Of, func(b *storage.Batch) {
		group = k.cohorts.GetIn(b, page.Of)
		answered = k.replies.ListIn(b, byAnswered, page.Of, storage.Page{Limit: 1000})
		skipped = k.replies.ListIn(b, bySkipped, page.Of, storage.Page{Limit: 1000})
	})
	if err != nil {
		return nil, err
	}
	switch {
	case run.Value.Anonymous:
		return nil, c.Refuse(msgMissingAnonymous)
	case group.Err != nil:
		return nil, fmt.Errorf("read whom a run asks: %w", group.Err)
	}
	silent, err := k.silent(ctx, c, run, group.Record.Value, answered, skipped)
	if err != nil {
		return nil, err
	}
	if len(silent) == 0 {
		return page.Show(c.Say(msgNobodyMissing, run.Value.Title)), nil
	}
	from, to := min(page.From, len(silent)), min(page.From+namesPerPage, len(silent))
	people, err := k.Members.ByOrdinal(ctx, c.In.ID, silent[from:to], c.At)
	if err != nil {
		return nil, fmt.Errorf("read who is missing: %w", err)
	}
	names := make([]string, 0, len(people))
	for _, m := range people {
		if m != nil {
			names = append(names, m.Value.Name)
		}
	}
	m := bot.Say(c.Text(msgMissing, run.Value.Title, len(silent)), bot.Plain(i18n.List(c.Locale, names)))
	if to < len(silent) {
		m = m.With(page.TurnBy(c, namesPerPage))
	}
	return page.Show(m), nil
}

// silent are the ordinals of who did not reply. The first 1,000 of each kind of
// reply were read already.
func (k *CheckIns) silent(ctx context.Context, c *bot.Call, run *storage.Record[Run], group cohort, answered, skipped *storage.Listed[Reply]) ([]uint32, error) {
	done := map[uint32]bool{}
	for _, l := range []*storage.Listed[Reply]{answered, skipped} {
		for _, r := range l.Records {
			done[r.Value.Ordinal] = true
		}
	}
	if answered.Next != "" || skipped.Next != "" {
		all, err := k.replied(ctx, c.In.ID, run, c.At)
		if err != nil {
			return nil, err
		}
		for ordinal := range all.All() {
			done[ordinal] = true
		}
	}
	var silent []uint32
	for o := range group.all() {
		if !done[o] {
			silent = append(silent, o)
		}
	}
	return silent, nil
}
