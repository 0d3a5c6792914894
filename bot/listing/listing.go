// Package listing turns the pages of lists whose entries have buttons of their
// own, and offers their titles to whoever types one.
//
// It promises that every page fits a message on each platform, and that a page
// which no list has ends in a sentence. It does not promise that an entry stands
// on one page only: pages are counted from the list's beginning, and what comes
// before may have changed since.
package listing

import (
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// PerPage is how many entries fit a message: each has a row of buttons, and one
// row is for turning pages.
const PerPage = bot.MaxRows - 1

// Most is how far pages can be turned, in entries.
const Most = 1000

var (
	sayNoPage = i18n.T("このページは表示できません。一覧を開き直してください。", "There is no such page. Please open the list again.")
	labelNext = i18n.T("次へ", "Next")
)

// Page is where in which list somebody is: as a button's argument, what the list
// is of and how many entries come before, such as "go~4". It counts entries,
// since a cursor would not fit beside an id.
type Page struct {
	Of   string
	From int
}

// Read reads the argument of the pressed button; none is the first page of the
// whole list. Its error is a sentence for the person.
func Read(c *bot.Call) (Page, error) {
	of, number, turned := strings.Cut(c.Arg, "~")
	if !turned {
		return Page{Of: of}, nil
	}
	from, err := strconv.Atoi(number)
	if err != nil || from < 0 || from >= Most {
		return Page{}, c.Refuse(sayNoPage)
	}
	return Page{of, from}, nil
}

// Limit is how many entries of the list have to be read.
func (p Page) Limit() int { return min(p.From+PerPage, Most) }

// Shown are the entries of the page, of those from the list's beginning, and
// whether there are more: among them, or because the list goesOn after them.
func Shown[T any](p Page, entries []T, goesOn bool) (shown []T, more bool) {
	from, to := min(p.From, len(entries)), min(p.From+PerPage, len(entries))
	return entries[from:to], to < len(entries) || goesOn && to < Most
}

// Turn is the row that leads to the next page; nil on the last one.
func (p Page) Turn(c *bot.Call, more bool) []bot.Block {
	if !more {
		return nil
	}
	return []bot.Block{p.By(c, PerPage)}
}

// By is the row that leads n entries on.
func (p Page) By(c *bot.Call, n int) bot.Buttons {
	return bot.Buttons{c.Button(labelNext, c.Route, p.Of+"~"+strconv.Itoa(p.From+n))}
}

// Show answers with the page: turning it replaces the one before.
func (p Page) Show(m bot.Message) bot.Answer {
	if p.From == 0 {
		return bot.Reply{Message: m}
	}
	return bot.Update{Message: m}
}

// Titles are picks of those titles in which there is what was typed, as many as
// an option can offer.
func Titles(typed string, titles []string) []bot.Pick {
	var picks []bot.Pick
	for _, title := range titles {
		if len(picks) < bot.MaxPicks && strings.Contains(i18n.Fold(title), i18n.Fold(typed)) {
			picks = append(picks, bot.Pick{Value: title, Label: title})
		}
	}
	return picks
}
