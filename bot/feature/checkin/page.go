package checkin

import (
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// perPage is how many entries of a list fit a message: each has a row of
// buttons, and one row is for turning pages.
const perPage = bot.MaxRows - 1

// mostListed is how far pages can be turned.
const mostListed = 1000

// page is where in which list somebody is: as a button's argument, what the
// list is of and how many entries come before, such as "go~4". It counts
// entries, since a cursor would not fit beside an id.
type page struct {
	of   string
	from int
}

// readPage reads the argument of the pressed button; none is the first page of
// the whole list.
func readPage(c *bot.Call) (page, error) {
	of, number, turned := strings.Cut(c.Arg, "~")
	if !turned {
		return page{of: of}, nil
	}
	from, err := strconv.Atoi(number)
	if err != nil || from < 0 || from >= mostListed {
		return page{}, sayNoPage.Refuse(c.Locale)
	}
	return page{of, from}, nil
}

// limit is how many records of the list have to be read: one more than is
// shown, to know whether there are more.
func (p page) limit() int { return min(p.from+perPage+1, mostListed) }

// onPage are the records of the page, and whether there are more.
func onPage[T any](p page, records []*storage.Record[T]) (shown []*storage.Record[T], more bool) {
	from, to := min(p.from, len(records)), min(p.from+perPage, len(records))
	return records[from:to], to < len(records)
}

// turn is the row that leads to the next page; nil on the last one.
func (p page) turn(c *bot.Call, more bool) []bot.Block {
	if !more {
		return nil
	}
	return []bot.Block{p.by(c, perPage)}
}

// by is the row that leads n entries on.
func (p page) by(c *bot.Call, n int) bot.Buttons {
	return bot.Buttons{{Label: labelNext.In(c.Locale), Action: c.Action(c.Route, p.of+"~"+strconv.Itoa(p.from+n))}}
}

// show answers with the page: turning it replaces the one before.
func (p page) show(m bot.Message) bot.Answer {
	if p.from == 0 {
		return bot.Reply{Message: m}
	}
	return bot.Update{Message: m}
}
