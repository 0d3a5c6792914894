package member

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Entry is one line of the consent ledger. Entries are written in the
// transaction of what they record, and never changed.
type Entry struct {
	Member  string     `json:"Member"`
	Number  int        `json:"Number"` // counts the member's entries from 1 on
	Purpose Purpose    `json:"Purpose"`
	Given   bool       `json:"Given"`  // else withdrawn
	Text    string     `json:"Text"`   // version of the words that were agreed to, see consentText
	Locale  bot.Locale `json:"Locale"` // the language in which they were read
	At      time.Time  `json:"At"`
	Also    []Purpose  `json:"Also,omitzero"` // further purposes of the same act, behind the first
}

// purposes are all that the entry is about.
func (e Entry) purposes() []Purpose { return append([]Purpose{e.Purpose}, e.Also...) }

// historyShown is how many of the last entries a member sees at once.
const historyShown = 10

func ledgerTerms(e Entry) []storage.Term {
	return []storage.Term{{Index: "member", Value: e.Member, Score: int64(e.Number)}}
}

// record gives or withdraws consent in the record, which the caller puts, and
// adds the ledger's entry to tx.
func (m *Members) record(tx *storage.Tx, once string, r *storage.Record[Member], given bool, shown bot.Locale, at time.Time, p Purpose, also ...Purpose) *storage.Record[Entry] {
	consents := maps.Clone(r.Value.Consents)
	if consents == nil {
		consents = map[Purpose]time.Time{}
	}
	r.Value.Consents = consents
	r.Value.Entries++
	entry := m.ledger.New(named("consent."+string(p), once), Entry{r.ID, r.Value.Entries, p, given, consentText, shown, at, also})
	for _, p := range entry.Value.purposes() {
		delete(consents, p)
		if given {
			consents[p] = at
		}
	}
	m.ledger.Put(tx, entry)
	return entry
}

// withdrawOption lets people withdraw in one line. There is none for giving:
// consent is given where its words can be read.
func withdrawOption() bot.Option {
	return bot.Option{
		Name: "withdraw", Summary: hintWithdraw.In, Kind: bot.OptionText,
		Complete: func(_ context.Context, c *bot.Call, _ string) ([]bot.Pick, error) {
			return picks(c, Purposes(), func(p Purpose) i18n.Line { return purposeWords(p).name }), nil
		},
	}
}

// showConsents is what a member agreed to and since when, with a button each.
func (m *Members) showConsents(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	if typed := c.Values["withdraw"]; typed != "" {
		p, ok := readPurpose(typed)
		if !ok {
			return nil, c.Refuse(msgWhichPurpose, names(c, Purposes()))
		}
		return m.change(ctx, c, p, false)
	}
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	history, err := m.history(ctx, c, r.ID)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: consentMessage(c, r.Value, history, nil)}, nil
}

func (m *Members) agree(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return m.pressed(ctx, c, true)
}

func (m *Members) withdraw(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return m.pressed(ctx, c, false)
}

func (m *Members) pressed(ctx context.Context, c *bot.Call, give bool) (bot.Answer, error) {
	p := Purpose(c.Arg)
	if !slices.Contains(Purposes(), p) {
		return nil, c.Refuse(msgWhichPurpose, names(c, Purposes()))
	}
	return m.change(ctx, c, p, give)
}

// change gives or withdraws consent for a purpose, from now on. A button
// pressed late, when it is so already, changes nothing and shows how it is.
func (m *Members) change(ctx context.Context, c *bot.Call, p Purpose, give bool) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	history, err := m.history(ctx, c, r.ID)
	if err != nil {
		return nil, err
	}
	said := msgWithdrawn
	if give {
		said = msgAgreed
	}
	switch this := named("consent."+string(p), c.Once); {
	case r.Value.consents(p) != give:
		tx := kit.Begin(m.db, c)
		entry := m.record(tx, c.Once, r, give, c.Locale, c.At, p)
		m.members.Put(tx, r)
		if err := tx.Commit(ctx); err != nil {
			return nil, fmt.Errorf("change a consent: %w", err)
		}
		history = append([]*storage.Record[Entry]{entry}, history...)
	case len(history) == 0 || history[0].ID != this: // else the same event came again
		said = msgStands
	}
	above := c.Text(said, purposeWords(p).name)
	return bot.Update{Message: consentMessage(c, r.Value, history, above)}, nil
}

// history is the end of the member's ledger, the latest first.
func (m *Members) history(ctx context.Context, c *bot.Call, id string) ([]*storage.Record[Entry], error) {
	records, _, err := kit.List(ctx, c, m.ledger, "member", id, storage.Page{Limit: historyShown})
	if err != nil {
		return nil, fmt.Errorf("read the consent ledger: %w", err)
	}
	return records, nil
}

// consentMessage is the state of all purposes, below what just happened.
func consentMessage(c *bot.Call, r Member, history []*storage.Record[Entry], above bot.Text) bot.Message {
	var msg bot.Message
	if above != nil {
		msg = bot.Say(above)
	}
	msg = msg.With(bot.Heading{Text: c.Text(titleConsent)}, bot.Paragraph{Text: c.Text(msgConsentIntro)})
	for _, text := range hints(c, r) {
		msg = msg.With(bot.Note{Text: text})
	}
	var facts bot.Facts
	var change bot.Buttons
	for _, p := range Purposes() {
		w := purposeWords(p)
		state, label, route := c.Text(msgNotGiven, w.means), labelAgreeTo, routeAgree
		if r.consents(p) {
			state, label, route = c.Text(msgGiven, day(c, r.Consents[p]), w.means), labelWithdrawFrom, WithdrawRoute
		}
		facts = append(facts, bot.Fact{Label: c.Label(w.name), Value: state})
		change = append(change, bot.Button{Label: c.Label(label, w.name), Action: c.Action(route, string(p))})
	}
	msg = msg.With(facts, change)
	if again := backButtons(c, r); len(again) > 0 {
		msg = msg.With(again)
	}
	if len(history) == 0 {
		return msg
	}
	return msg.With(bot.Note{Text: append(c.Text(headLedger), historyLines(c, history)...)})
}

// historyLines are the ledger's latest entries, a line for each purpose.
func historyLines(c *bot.Call, history []*storage.Record[Entry]) (lines bot.Text) {
	shown := 0
	for _, entry := range history {
		e := entry.Value
		say := msgLedgerWithdrawn
		if e.Given {
			say = msgLedgerGiven
		}
		for _, p := range slices.Backward(e.purposes()) {
			if shown++; shown > historyShown {
				return lines
			}
			lines = append(lines, c.Text(say, day(c, e.At), purposeWords(p).name, e.Text)...)
		}
	}
	return lines
}

// day is a day in the community's zone, as people read it.
func day(c *bot.Call, at time.Time) string {
	return i18n.Date(c.Locale, bot.DateOf(at.In(c.At.Location())))
}

// readPurpose reads a purpose by its value, or by its name in any language.
func readPurpose(typed string) (Purpose, bool) {
	for _, p := range Purposes() {
		if i18n.Fold(typed) == string(p) || purposeWords(p).name.Matches(typed) {
			return p, true
		}
	}
	return "", false
}

// names lists purposes by name.
func names(l bot.Localizer, purposes []Purpose) string {
	var list []string
	for _, p := range purposes {
		list = append(list, l.Label(purposeWords(p).name))
	}
	return i18n.List(l.Language(), list)
}
