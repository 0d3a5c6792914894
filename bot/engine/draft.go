package engine

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// draftLife is how long a form can be sent after it was opened. It is shorter than
// storage keeps idempotency keys, so that a draft takes effect at most once.
const draftLife = 12 * time.Hour

// draft is a form that somebody has open: the call that opened it and what was
// filled in so far. It belongs to one account.
type draft struct {
	Owner bot.User `json:"Owner"`
	Route string   `json:"Route"`
	// Arg, Options, On and Channel are those of the call that opened the form.
	Arg     string      `json:"Arg"`
	Options bot.Values  `json:"Options"`
	On      *bot.Source `json:"On"`
	Channel bot.Channel `json:"Channel"`
	// Filled holds what was typed, by field name.
	Filled bot.Values `json:"Filled"`
	// From and To are the pages on the sheet that [Fix] or [Continue] opens.
	From int `json:"From"`
	To   int `json:"To"`
}

func newDrafts(db *storage.DB) *storage.Collection[draft] {
	return storage.NewCollection(db, storage.Schema[draft]{
		Name:  "draft",
		Terms: func(draft) []storage.Term { return nil },
	})
}

// claim returns the draft if it still exists and belongs to the person, and restores
// in c the call that opened it.
func claim(c *bot.Call, kept *storage.Result[draft]) (*storage.Record[draft], error) {
	d := kept.Record
	if kept.Err != nil {
		return nil, c.Refuse(sayExpired)
	}
	if d.Value.Owner != c.User {
		return nil, c.Refuse(sayNotYours)
	}
	c.Once = "form:" + d.ID
	c.Route, c.Arg, c.Values, c.On = d.Value.Route, d.Value.Arg, d.Value.Options, d.Value.On
	if d.Value.Channel != "" { // a submitted form may not say where it was opened
		c.Channel = d.Value.Channel
	}
	if c.Values == nil {
		c.Values = bot.Values{}
	}
	return d, nil
}

// newDraft returns a draft of the form that c opens, not yet stored.
func (e *Engine) newDraft(c *bot.Call) *storage.Record[draft] {
	d := e.drafts.New(strings.ToLower(rand.Text()), draft{
		Owner: c.User, Route: c.Route, Arg: c.Arg, Options: c.Values, On: c.On,
		Channel: c.Channel, Filled: bot.Values{},
	})
	d.Expires = c.At.Add(draftLife)
	return d
}

// sheetID is the id that a sheet comes back with. It holds the community, which the
// event may not name, and the sheet's pages, so that a sheet sent twice is never
// taken for the next one.
func sheetID(c *bot.Call, d *storage.Record[draft]) string {
	return fmt.Sprintf("%s.%s.%d.%d", c.In.ID, d.ID, d.Value.From, d.Value.To)
}

// parseSheet reads what sheetID wrote; id is empty for anything else.
func parseSheet(sheet string) (in bot.CommunityID, id string, from, to int) {
	community, rest, _ := strings.Cut(sheet, ".")
	id, pages, _ := strings.Cut(rest, ".")
	if n, _ := fmt.Sscanf(pages, "%d.%d", &from, &to); n != 2 || from < 0 || to <= from {
		return bot.CommunityID(community), "", 0, 0
	}
	return bot.CommunityID(community), id, from, to
}
