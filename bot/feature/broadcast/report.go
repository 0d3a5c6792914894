package broadcast

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// progress is the report of the latest run; nil if there was none that reached
// anybody.
func (b *Broadcasts) progress(ctx context.Context, in bot.CommunityID, r *storage.Record[Broadcast]) (*deliver.Report, error) {
	latest := r.Value.latest()
	if latest == nil || latest.Audience == 0 && r.Value.Medium == Direct {
		return nil, nil
	}
	report, err := b.Outbox.Report(ctx, in, announcement(r.ID, latest.Number))
	if errors.Is(err, storage.ErrNotFound) { // too long ago
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the report of a broadcast: %w", err)
	}
	return &report, nil
}

// card is a broadcast for those who run the community: where it stands, and
// what can be done.
func card(l bot.Localizer, in bot.Community, r *storage.Record[Broadcast], report *deliver.Report) bot.Message {
	v := r.Value
	m := bot.Message{Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain(v.title(l.Language()))},
		bot.Paragraph{Text: l.Text(msgState, l.Text(v.stands(report)), v.ByName)},
	}}
	var facts bot.Facts
	if v.State == Scheduled && !v.Next.IsZero() {
		facts = append(facts, bot.Fact{Label: l.Label(labelNext), Value: momentText(l, v.Next.In(in.Zone))})
	}
	if latest := v.latest(); latest != nil {
		facts = append(facts, bot.Fact{Label: l.Label(labelBegan), Value: momentText(l, latest.Began.In(in.Zone))})
	}
	if report != nil {
		facts = append(facts, v.facts(l, *report)...)
	}
	if len(facts) > 0 {
		m = m.With(facts)
	}
	if row := cardButtons(l, r, report); len(row) > 0 {
		m = m.With(row)
	}
	return m
}

// stands is the state in words: what did not get into its channel is not sent.
func (b Broadcast) stands(report *deliver.Report) i18n.Line {
	if b.State == Sent && b.Medium == InChannel && report != nil && report.Failed > 0 {
		return labelFailed
	}
	return stateWords(b.State)
}

// facts are what a report tells: of a post in a channel only what is wrong.
func (b Broadcast) facts(l bot.Localizer, report deliver.Report) bot.Facts {
	switch {
	case b.Medium == Direct:
		return reportFacts(l, report)
	case report.Failed > 0:
		return bot.Facts{{Label: l.Label(labelPost), Value: l.Text(msgNotPosted, labelRepost)}}
	case report.Uncertain > 0:
		return bot.Facts{{Label: l.Label(labelPost), Value: l.Text(msgMaybePosted)}}
	}
	return nil
}

// reportFacts add up to the audience.
func reportFacts(l bot.Localizer, report deliver.Report) bot.Facts {
	facts := bot.Facts{{Label: l.Label(labelAudienceCount), Value: l.Text(msgCount, report.Audience)}}
	for _, part := range []struct {
		label i18n.Line
		n     int
	}{
		{labelSent, report.Sent}, {labelDeferred, report.Deferred}, {labelFailed, report.Failed},
		{labelSuppressed, report.Suppressed}, {labelUncertain, report.Uncertain},
	} {
		if part.n > 0 || part.label == labelSent {
			facts = append(facts, bot.Fact{Label: l.Label(part.label), Value: l.Text(msgCount, part.n)})
		}
	}
	var reasons []string
	for reason := range report.Reasons {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		if d := report.Reasons[b] - report.Reasons[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, reason := range reasons {
		parts = append(parts, l.Label(msgReason, l.Text(reasonWords(reason)), report.Reasons[reason]))
	}
	if len(parts) > 0 {
		facts = append(facts, bot.Fact{Label: l.Label(labelReasons), Value: nameList(l.Language(), parts)})
	}
	return facts
}

func cardButtons(l bot.Localizer, r *storage.Record[Broadcast], report *deliver.Report) bot.Buttons {
	var row bot.Buttons
	add := func(style bot.Style, label i18n.Line, route string) {
		row = append(row, l.Button(label, route, r.ID).Styled(style))
	}
	switch r.Value.State {
	case Scheduled:
		if r.Value.RunCount == 0 {
			add(bot.Danger, labelUndo, "broadcast.undo")
		} else {
			add(bot.Danger, labelCancelPlan, "broadcast.cancel")
		}
	case Sending:
		add(bot.Ordinary, labelPause, "broadcast.pause")
		add(bot.Danger, labelCancel, "broadcast.cancel")
	case Paused:
		add(bot.Primary, labelResume, "broadcast.resume")
		add(bot.Danger, labelCancel, "broadcast.cancel")
	}
	if report != nil {
		again := labelRetry
		if r.Value.Medium == InChannel {
			again = labelRepost
		}
		if report.Failed > 0 && report.Deferred == 0 && r.Value.State != Cancelled {
			add(bot.Ordinary, again, "broadcast.retry")
		}
		if r.Value.Medium == Direct {
			add(bot.Ordinary, labelReport, "broadcast.report")
		}
	}
	return row
}

// show is the draft's preflight, or the card.
func (b *Broadcasts) show(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State == Draft {
		m, err := b.preflight(ctx, c, r)
		return bot.Reply{Message: m}, err
	}
	report, err := b.progress(ctx, c.In.ID, r)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: card(c, c.In, r, report)}, nil
}

// pageOfDeliveries is how many deliveries are read in one round trip.
const pageOfDeliveries = 1000

// report is the latest run as a table, for a file, and a trace of who took it.
func (b *Broadcasts) report(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.reported(ctx, c)
	if err != nil {
		return nil, err
	}
	report, err := b.progress(ctx, c.In.ID, r)
	if err != nil {
		return nil, err
	}
	if report == nil || r.Value.Medium == InChannel {
		return nil, c.Refuse(msgNoReport)
	}
	latest := r.Value.latest()
	rows, err := b.rows(ctx, c, announcement(r.ID, latest.Number))
	if err != nil {
		return nil, err
	}
	var trace func(*storage.Tx)
	if b.Exported != nil {
		trace = func(tx *storage.Tx) { b.Exported(tx, c, r.ID) }
	}
	name := "broadcast-" + latest.Began.In(c.In.Zone).Format(time.DateOnly) + ".csv"
	file, err := kit.Export(ctx, c, b.DB, name, rows, trace)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: c.Say(msgReport, r.Value.title(c.Locale)).With(reportFacts(c, *report), file)}, nil
}

// rows are one for each delivery, with whom it was for: by name and account, since
// who runs the community is to write to those whom it did not reach. Who has
// deleted their registration has neither.
func (b *Broadcasts) rows(ctx context.Context, c *bot.Call, id string) ([][]string, error) {
	rows := [][]string{{
		c.Label(columnName), c.Label(columnAccount), c.Label(columnState), c.Label(columnReason),
	}}
	for from := 0; ; from += pageOfDeliveries {
		page, err := b.Outbox.Deliveries(ctx, c.In.ID, id, from, pageOfDeliveries)
		if err != nil {
			return nil, fmt.Errorf("read deliveries: %w", err)
		}
		ordinals := make([]uint32, len(page))
		for i, d := range page {
			ordinal, ok := member.ReadRecipient(d.To)
			if !ok {
				return nil, errors.New("read whom a delivery was for: no member")
			}
			ordinals[i] = ordinal
		}
		people, err := b.Members.ByOrdinal(ctx, c.In.ID, ordinals, c.At)
		if err != nil {
			return nil, fmt.Errorf("read the recipients: %w", err)
		}
		for i, d := range page {
			name, account, reason := c.Label(nameGone), "", ""
			if p := people[i]; p != nil {
				name = p.Value.Name
				account = accountList(p.Value.Accounts)
			}
			if d.Reason != "" {
				reason = c.Label(reasonWords(d.Reason))
			}
			rows = append(rows, []string{name, account, c.Label(deliveries[d.State]), reason})
		}
		if len(page) < pageOfDeliveries {
			return rows, nil
		}
	}
}

// accountList are somebody's accounts, as the configuration and scripts write
// them.
func accountList(accounts []bot.User) string {
	var list []string
	for _, a := range accounts {
		list = append(list, string(a))
	}
	return strings.Join(list, " ")
}
