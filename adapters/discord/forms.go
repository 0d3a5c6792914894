package discord

import (
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// formLife is how long a form that came late is kept to be opened at once. Later
// its button asks the bot again.
const formLife = 15 * time.Minute

// forms are those which were not ready when their act had to be acknowledged.
type forms struct {
	mu sync.Mutex
	of map[string]*lateForm // by the custom id of a button that opens it
}

// lateForm is a form for one person. Its sheet is there when ready is closed,
// unless the answer was no form.
type lateForm struct {
	user  string
	until time.Time
	ready chan struct{}
	sheet *bot.Sheet
}

const waitingPrefix = "open:"

func newForms() *forms { return &forms{of: map[string]*lateForm{}} }

// expect makes room for the form that an interaction leads to.
func (f *forms) expect(in *interaction) *lateForm {
	late := &lateForm{user: in.who().ID, until: time.Now().Add(formLife), ready: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, old := range f.of {
		if time.Now().After(old.until) {
			delete(f.of, id)
		}
	}
	f.of[waitingPrefix+in.ID] = late
	return late
}

// arrived takes the sheet in; nil: the answer was something else.
func (f *forms) arrived(late *lateForm, sheet *bot.Sheet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	late.sheet = sheet
	if sheet != nil && sheet.Reopen.Route != "" {
		f.of[sheet.Reopen.Encode()] = late
	}
	close(late.ready)
}

// find is the form behind a button, if it is this person's.
func (f *forms) find(button, user string) *lateForm {
	f.mu.Lock()
	defer f.mu.Unlock()
	if late := f.of[button]; late != nil && late.user == user && time.Now().Before(late.until) {
		return late
	}
	return nil
}

// take is the form's sheet, once: what it holds may change when it was sent.
// nil if it is not there (yet).
func (f *forms) take(late *lateForm) *bot.Sheet {
	f.mu.Lock()
	defer f.mu.Unlock()
	sheet := late.sheet
	if sheet == nil {
		return nil
	}
	for id, other := range f.of {
		if other == late {
			delete(f.of, id)
		}
	}
	return sheet
}
