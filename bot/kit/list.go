package kit

import (
	"context"
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// PerPage is how many entries fit a message: each has a row of buttons, and
	// one row is for turning pages.
	PerPage = bot.MaxRows - 1
	// maxListed is how far pages can be turned, in entries: a page is counted from
	// the list's beginning, which is read for each.
	maxListed = 1000
)

var (
	msgNoPage = i18n.T("このページは表示できません。一覧を開き直してください。", "There is no such page. Please open the list again.")
	labelNext = i18n.T("次へ", "Next")
)

// Listing is a list of the records under a term, a page at a time. Every page fits
// a message on each platform. An entry may stand on two pages or none if the list
// changes before it.
type Listing[T any] struct {
	From         *storage.Collection[T]
	Index, Value string
	Oldest       bool // the lowest score first
	Title        bot.Sentence
	Empty        bot.Sentence // instead of Title
	Create       bot.Buttons  // below Empty
	// Entries are the entries of a page: for each record at most one row of
	// buttons. Each makes it of a function for one record.
	Entries func(context.Context, []*storage.Record[T]) ([]bot.Block, error)
}

// Each shows records one by one.
func Each[T any](entry func(*storage.Record[T]) []bot.Block) func(context.Context, []*storage.Record[T]) ([]bot.Block, error) {
	return func(_ context.Context, found []*storage.Record[T]) (blocks []bot.Block, err error) {
		for _, r := range found {
			blocks = append(blocks, entry(r)...)
		}
		return blocks, nil
	}
}

// Answer is the page that the pressed button turned to; the first page for a
// command.
func (l Listing[T]) Answer(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	page, err := ReadPage(c)
	if err != nil {
		return nil, err
	}
	listed, next, err := List(ctx, c, l.From, l.Index, l.Value, storage.Page{Limit: page.Limit(), Oldest: l.Oldest})
	if err != nil {
		return nil, err
	}
	found, more := Shown(page, listed, next != "")
	if len(found) == 0 {
		m := c.Say(l.Empty)
		if len(l.Create) > 0 {
			m = m.With(l.Create)
		}
		return page.Show(m), nil
	}
	entries, err := l.Entries(ctx, found)
	if err != nil {
		return nil, err
	}
	return page.Show(c.Say(l.Title).With(entries...).With(page.Turn(c, more)...)), nil
}

// Page is where in which list somebody is: as a button's argument, what the list
// is of and how many entries come before, such as "go~4". It counts entries,
// since a cursor would not fit beside an id.
type Page struct {
	Of   string
	From int
}

// ReadPage reads the argument of the pressed button; none is the first page of the
// whole list. Its error is a refusal.
func ReadPage(c *bot.Call) (Page, error) {
	of, number, turned := strings.Cut(c.Arg, "~")
	if !turned {
		return Page{Of: of}, nil
	}
	from, err := strconv.Atoi(number)
	if err != nil || from < 0 || from >= maxListed {
		return Page{}, c.Refuse(msgNoPage)
	}
	return Page{of, from}, nil
}

// Limit is how many entries of the list have to be read.
func (p Page) Limit() int { return min(p.From+PerPage, maxListed) }

// Shown are the entries of the page, of those from the list's beginning, and
// whether there are more: among them, or because the list goes on after them.
func Shown[T any](p Page, entries []T, goesOn bool) (shown []T, more bool) {
	from, to := min(p.From, len(entries)), min(p.From+PerPage, len(entries))
	return entries[from:to], to < len(entries) || goesOn && to < maxListed
}

// Turn is the row that leads to the next page; nil on the last one.
func (p Page) Turn(c *bot.Call, more bool) []bot.Block {
	if !more {
		return nil
	}
	return []bot.Block{p.TurnBy(c, PerPage)}
}

// TurnBy is the row that leads n entries on.
func (p Page) TurnBy(c *bot.Call, n int) bot.Buttons {
	return bot.Buttons{c.Button(labelNext, c.Route, p.Of+"~"+strconv.Itoa(p.From+n))}
}

// Show answers with the page: turning it replaces the one before.
func (p Page) Show(m bot.Message) bot.Answer {
	if p.From == 0 {
		return bot.Reply{Message: m}
	}
	return bot.Update{Message: m}
}

// Titles are picks of those titles that contain what was typed, as many as an
// option can offer.
func Titles(typed string, titles []string) []bot.Pick {
	var picks []bot.Pick
	for _, title := range titles {
		if len(picks) < bot.MaxPicks && strings.Contains(i18n.Fold(title), i18n.Fold(typed)) {
			picks = append(picks, bot.Pick{Value: title, Label: title})
		}
	}
	return picks
}
