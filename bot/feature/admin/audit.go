package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/storage"
)

// Audit is the trail of what was done with special rights. An entry names
// accounts by their ids and holds no values, so that it can be kept when a
// person is forgotten.
type Audit struct{ entries *storage.Collection[Entry] }

// Entry is one thing that was done.
type Entry struct {
	At     time.Time `json:"At"`
	By     bot.User  `json:"By"` // who did it
	What   Deed      `json:"What"`
	To     bot.User  `json:"To"`     // to whom; empty: to nobody
	Detail string    `json:"Detail"` // roles, settings, a file or a route: words of the program, separated by |
}

// Deed is a kind of thing that is recorded.
type Deed string

const (
	Granted  Deed = "granted"  // a role: Detail
	Withdrew Deed = "withdrew" // likewise
	Set      Deed = "set"      // a setting: Detail
	Operated Deed = "operated" // an operator ran a route as By: Detail
	Exported Deed = "exported" // a file that names members: Detail, one of the constants below
)

// What is exported.
const (
	BroadcastReport = "broadcast report"
	CheckInAnswers  = "check-in answers"
)

const allEntries = "all"

// idLength is that of the ids of grants and entries.
const idLength = 20

// NewAudit is the trail in db.
func NewAudit(db *storage.DB) *Audit {
	return &Audit{storage.NewCollection(db, storage.Schema[Entry]{
		Name:  "audit",
		Terms: func(e Entry) []storage.Term { return []storage.Term{{Index: allEntries, Score: e.At.UnixMilli()}} },
	})}
}

// Add writes an entry as part of tx. once names what was done: it has one entry.
func (t *Audit) Add(tx *storage.Tx, once string, e Entry) {
	t.entries.Put(tx, t.entries.New(kit.Digest(idLength, "audit", once), e))
}

// old deletes entries.
func (t *Audit) old(db *storage.DB) retention.Sweep {
	return retention.Old(db, t.entries, allEntries, "", func(e Entry) time.Time { return e.At }, nil)
}

// latest is how many entries are shown at once.
const latest = 10

func (a *Admin) showAudit(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	records, _, err := kit.List(ctx, c, a.Audit.entries, allEntries, "", storage.Page{Limit: latest})
	if err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	if len(records) == 0 {
		return bot.Reply{Message: c.Say(msgNoAudit)}, nil
	}
	var lines []bot.Text
	for _, r := range records {
		line, err := a.line(ctx, c, r.Value)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return bot.Reply{Message: bot.Message{}.With(bot.Heading{Text: c.Text(headAudit)}).With(bot.Say(lines...).Blocks...)}, nil
}

// line is an entry in words.
func (a *Admin) line(ctx context.Context, c *bot.Call, e Entry) (bot.Text, error) {
	by, err := a.mention(ctx, e.By)
	if err != nil {
		return nil, err
	}
	at := e.At.In(c.In.Zone)
	when := i18n.Date(c.Locale, bot.DateOf(at)) + " " + at.Format("15:04")
	if e.To == "" {
		say := msgAuditSet
		detail := settingLabels(c, e.Detail)
		switch e.What {
		case Operated:
			say, detail = msgAuditOperated, e.Detail
		case Exported:
			say, detail = msgAuditExported, c.Label(exports[e.Detail])
		}
		return c.Text(say, when, by, detail), nil
	}
	to, err := a.mention(ctx, e.To)
	if err != nil {
		return nil, err
	}
	say := msgAuditGranted
	if e.What == Withdrew {
		say = msgAuditWithdrew
	}
	return c.Text(say, when, by, to, roleList(c, readRoles(e.Detail))), nil
}

// exports is what the audit trail calls files.
var exports = map[string]i18n.Line{BroadcastReport: labelBroadcastReport, CheckInAnswers: labelCheckInAnswers}

// mention is somebody by the name that their platform has, or by the account's id
// where it does not know them any more.
func (a *Admin) mention(ctx context.Context, u bot.User) (bot.Mention, error) {
	profile, err := a.Profile(ctx, u)
	if err != nil && !errors.Is(err, bot.ErrUnreachable) {
		return bot.Mention{}, fmt.Errorf("ask the platform for a profile: %w", err)
	}
	return bot.Mention{User: u, Name: cmp.Or(profile.Name, string(u))}, nil
}
