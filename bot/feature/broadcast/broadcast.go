// Package broadcast lets the people who run a community write to many members
// at once, or to a channel: now, once, or on a schedule.
//
// It promises that nothing is sent before its sender has seen how many it goes
// to and how it reads, that there is a minute to take it back, that everybody
// gets it in their language if it was written in it, that whom it goes to is
// settled when a run begins, and that the report adds up. It does not promise
// when the last of many gets it: quiet hours and the platforms decide that.
package broadcast

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// State is where a broadcast stands.
type State string

const (
	Draft     State = "draft"
	Scheduled State = "scheduled" // it will run at Next
	Sending   State = "sending"
	Paused    State = "paused" // in the middle of sending
	Sent      State = "sent"
	Cancelled State = "cancelled"
)

// Medium is how a broadcast reaches people.
type Medium string

const (
	Direct    Medium = "direct"  // a direct message to each member who agreed to notices
	InChannel Medium = "channel" // one message in a channel
)

// Wording is a broadcast in one language.
type Wording struct {
	Title string `json:"Title"`
	Body  string `json:"Body"`
}

// Broadcast is one message to many, and what became of it.
type Broadcast struct {
	Words    map[bot.Locale]Wording `json:"Words"`    // in one language or both
	Audience string                 `json:"Audience"` // the query as it was understood; empty: everybody who agreed
	Medium   Medium                 `json:"Medium"`
	Channel  bot.Channel            `json:"Channel"` // for InChannel
	Plan     schedule.Plan          `json:"Plan"`    // when; zero: as soon as it is confirmed
	When     string                 `json:"When"`    // the plan as it was typed
	OwnZone  bool                   `json:"OwnZone"` // the plan's times are meant by everybody's own clock
	State    State                  `json:"State"`
	By       bot.User               `json:"By"` // who answers for it
	ByName   string                 `json:"ByName"`
	Created  time.Time              `json:"Created"`
	Next     time.Time              `json:"Next"`            // when it runs next, while Scheduled
	Runs     []Run                  `json:"Runs"`            // the latest, oldest first
	RunCount int                    `json:"RunCount"`        // of all there were
	Carded   bool                   `json:"Carded,omitzero"` // managers have a card of it: it was confirmed once
}

// Run is one time that a broadcast was sent.
type Run struct {
	Number   int       `json:"Number"`
	Began    time.Time `json:"Began"`
	Wall     string    `json:"Wall"`     // with OwnZone: what each member's own clock is to show, as 2026-12-31 09:00
	Audience int       `json:"Audience"` // how many it went to, as settled at Began; 0 for a channel
}

// maxRuns is how many runs are kept with a broadcast.
const maxRuns = 30

// title is the title in l, or in the language there is.
func (b Broadcast) title(l bot.Locale) string { return b.wording(l).Title }

func (b Broadcast) wording(l bot.Locale) Wording { return b.Words[b.language(l)] }

// language is l if it was written in it, or else the one it was.
func (b Broadcast) language(l bot.Locale) bot.Locale {
	if _, ok := b.Words[l]; ok {
		return l
	}
	for _, other := range i18n.Locales() {
		if _, ok := b.Words[other]; ok {
			return other
		}
	}
	return l
}

// latest is the run that was begun last, or nil.
func (b *Broadcast) latest() *Run {
	if len(b.Runs) == 0 {
		return nil
	}
	return &b.Runs[len(b.Runs)-1]
}

// Settings are what a community decides about its broadcasts.
type Settings struct {
	Undo         time.Duration // how long a confirmed broadcast can be taken back
	ConfirmAbove int           // from so many recipients on, the number is to be typed
	Grace        time.Duration // how late a run may be that was missed
	Quiet        deliver.Hours // when nobody is written to, for what a sender is told to expect
	PerMinute    int           // how many messages go out in a minute, for the same; 0: at once
}

// Defaults are a minute, 500 recipients and two hours, with nothing to slow it.
func Defaults() Settings {
	return Settings{Undo: time.Minute, ConfirmAbove: 500, Grace: 2 * time.Hour}
}

// Deps is what the feature needs.
type Deps struct {
	DB       *storage.DB
	Members  *member.Members
	Outbox   *deliver.Outbox
	Settings Settings
	Keep     time.Duration // how long what was sent or cancelled is kept; 0: for good
	// Exported keeps, as part of tx, that the caller took a file which names the
	// members whom a broadcast went to. nil: it is not kept.
	Exported func(tx *storage.Tx, c *bot.Call, id string)
}

// Broadcasts is the feature.
type Broadcasts struct {
	Deps
	agenda *schedule.Agenda
	all    *storage.Collection[Broadcast]
}

// New is the feature.
func New(d Deps) *Broadcasts {
	return &Broadcasts{Deps: d, agenda: schedule.NewAgenda(d.DB), all: newCollection(d.DB)}
}

// staff run the community.
const staff = bot.Manager | bot.Admin

// Feature is the table of contents.
func (b *Broadcasts) Feature() bot.Feature {
	return bot.Feature{
		Name: "broadcast",
		Routes: []bot.Route{
			{Name: "broadcast.new", Command: "broadcast new", Summary: sumNew.In, Options: b.options(), Allow: staff, Form: b.newForm, Direct: true, Do: b.create},
			{Name: "broadcast.list", Command: "broadcast list", Summary: sumList.In, Allow: staff, Do: b.list},
			{Name: "broadcast.show", Summary: labelShow.In, Allow: staff, Do: b.show},

			{Name: "broadcast.edit", Summary: labelEdit.In, Allow: staff, Form: b.editForm, Do: b.edit},
			{Name: "broadcast.discard", Summary: labelDiscard.In, Allow: staff, Do: b.discard},
			{Name: "broadcast.test", Summary: labelTest.In, Allow: staff, Do: b.test},
			{Name: "broadcast.preview", Summary: labelOther.In, Allow: staff, Do: b.preview},
			{Name: "broadcast.send", Summary: labelSend.In, Allow: staff, Form: b.sendForm, Do: b.send},
			{Name: "broadcast.undo", Summary: labelUndo.In, Allow: staff, Do: b.undo},

			{Name: "broadcast.pause", Summary: labelPause.In, Allow: staff, Do: b.pause},
			{Name: "broadcast.resume", Summary: labelResume.In, Allow: staff, Do: b.resume},
			{Name: "broadcast.cancel", Summary: labelCancel.In, Allow: staff, Do: b.cancel},
			{Name: "broadcast.retry", Summary: labelRetry.In, Allow: staff, Do: b.retry},
			{Name: "broadcast.report", Command: "broadcast report", Summary: sumReport.In, Options: []bot.Option{b.titleOption()}, Allow: staff, Do: b.report},
		},
		Notices: []bot.Notice{
			{Name: noticeMessage, Purpose: string(member.Notices), Write: b.writeMessage},
			{Name: noticePost, Write: b.writePost},
			{Name: noticeTest, Write: b.writeTest},
			{Name: noticeCard, Write: b.writeCard},
			{Name: noticeSkipped, Write: b.writeSkipped},
		},
		Jobs: []bot.Job{
			{Name: jobRun, Do: b.run},
			{Name: jobWatch, Do: b.watch},
			retention.Job("broadcast.retention", b.DB, b.Keep, retention.Old(b.DB, b.all, byEnd, "x", Broadcast.over, b.forget)),
		},
		Home: b.home,
	}
}
