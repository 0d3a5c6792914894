// Package checkin asks members how they are: a manager writes a few questions,
// members answer them in one form, and everybody who runs the community sees what
// came of it.
//
// It promises that a member gets one message and at most two reminders for a
// run, none of them after an answer, a skip or a snooze; that what a profile
// would gain is shown before it is saved; and that results count every answer
// once.
//
// Anonymous means: no answer is kept beside an account, a time or its order,
// none is shown before the run has closed, afterwards only counts are left, and
// of those none from which a group of fewer than five could be told. It cannot
// promise that against somebody who watches the storage while answers come in,
// nor against what people write about themselves in a text.
package checkin

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// State is where a check-in stands.
type State string

const (
	Draft  State = "draft"
	Active State = "active" // it runs, or will
	Ended  State = "ended"
)

// CheckIn is what a manager wrote.
type CheckIn struct {
	Design
	// Proposed is what an active check-in is to be from its next run on, once the
	// manager has agreed to how it was understood.
	Proposed *Design `json:"Proposed,omitempty"`
	State    State   `json:"State"`
	// Fixed: somebody has answered, so that Anonymous stays as it is.
	Fixed   bool      `json:"Fixed"`
	Owner   Owner     `json:"Owner"`
	Runs    int       `json:"Runs"` // how many have begun
	Created time.Time `json:"Created"`
	// Ended is zero for what ended before this was recorded, too.
	Ended time.Time `json:"Ended,omitzero"`
}

// over is since when an ended check-in is over, or may be.
func (k CheckIn) over() time.Time {
	if k.Ended.IsZero() {
		return k.Created
	}
	return k.Ended
}

// Design is what can be changed of a check-in.
type Design struct {
	Title     Said          `json:"Title"`
	Questions []Question    `json:"Questions"`
	Audience  string        `json:"Audience"`  // a query in its plainest form; empty: everybody who agreed
	When      string        `json:"When"`      // as it was typed; empty: once, when it is started
	Plan      schedule.Plan `json:"Plan"`      // zero: once, when it is started
	Days      int           `json:"Days"`      // for how many days a run is open
	Reminders int           `json:"Reminders"` // how many, up to maxReminders
	Anonymous bool          `json:"Anonymous"`
}

// Owner is who started a check-in, and is told about it.
type Owner struct {
	User bot.User `json:"User"`
	Name string   `json:"Name"`
}

// Run is one time that a check-in is asked. What it asks is frozen when it
// begins.
type Run struct {
	CheckIn   string     `json:"CheckIn"`
	Number    int        `json:"Number"` // from 1 on
	Title     Said       `json:"Title"`
	Questions []Question `json:"Questions"`
	Anonymous bool       `json:"Anonymous"`
	Reminders int        `json:"Reminders"`
	Owner     Owner      `json:"Owner"`
	Opened    time.Time  `json:"Opened"`
	Closes    time.Time  `json:"Closes"`
	Closed    bool       `json:"Closed"`
	Invited   int        `json:"Invited"` // members who were to be asked
	Away      int        `json:"Away"`    // members who would have been, but had paused or could not be reached
	// Counted: of an anonymous run there are these counts now, and nothing else:
	// how many answered and skipped, and what may be shown of the answers.
	Counted  bool    `json:"Counted,omitzero"`
	Answered int     `json:"Answered"`
	Skipped  int     `json:"Skipped"`
	Tables   []Table `json:"Tables,omitempty"` // by question
}

const (
	maxTitle     = 60
	maxReminders = 2
	maxDays      = 30
	// fewest is how many people a group has at least that can be told of
	// anonymously.
	fewest = 5
)

// open reports whether the run takes answers at a moment.
func (r Run) open(at time.Time) bool { return !r.Closed && at.Before(r.Closes) }

// resultsVisible reports whether anything may be shown of the answers.
func (r Run) resultsVisible() bool { return !r.Anonymous || r.Counted }

// Deps is what the feature needs.
type Deps struct {
	DB      *storage.DB
	Members *member.Members
	Outbox  *deliver.Outbox
	Agenda  *schedule.Agenda
	Keep    time.Duration // how long a run that closed is kept, and a task that is done; 0: for good
	// Exported keeps, as part of tx, that the caller took a file which says who
	// answered what in a run. nil: it is not kept.
	Exported func(tx *storage.Tx, c *bot.Call, run string)
}

// CheckIns is the feature.
type CheckIns struct {
	Deps
	checkIns *storage.Collection[CheckIn]
	runs     *storage.Collection[Run]
	cohorts  *storage.Collection[cohort]
	frozen   frozen
	replies  *storage.Collection[Reply]
	tasks    *storage.Collection[Task]
	texts    *storage.Collection[texts]
	ballots  *storage.BallotBox
}

// New is the feature.
func New(d Deps) *CheckIns {
	return &CheckIns{
		Deps:     d,
		checkIns: newCheckIns(d.DB), runs: newRuns(d.DB), cohorts: newCohorts(d.DB), replies: newReplies(d.DB),
		tasks: newTasks(d.DB), texts: newTexts(d.DB), ballots: storage.NewBallotBox(d.DB),
	}
}

// staff run the community.
const staff = bot.Manager | bot.Admin

// Feature is the table of contents.
func (k *CheckIns) Feature() bot.Feature {
	return bot.Feature{
		Name: "checkin",
		Routes: []bot.Route{
			{Name: "checkin.mine", Command: "checkin mine", Summary: sumMine.In, Allow: bot.Member, Do: k.mine},
			{Name: "checkin.answer", Summary: labelAnswer.In, Allow: bot.Member, Form: k.answerForm, Do: k.answer},
			{Name: "checkin.skip", Summary: labelSkip.In, Allow: bot.Member, Do: k.skip},
			{Name: "checkin.profile", Summary: labelUpdate.In, Allow: bot.Member, Do: k.updateProfile},

			{Name: "checkin.new", Command: "checkin new", Summary: sumNew.In, Options: k.newOptions(), Allow: staff, Form: k.newForm, Do: k.create},
			{Name: "checkin.library", Command: "checkin library", Summary: sumLibrary.In, Allow: staff, Do: k.library},
			{Name: "checkin.list", Command: "checkin list", Summary: sumList.In, Allow: staff, Do: k.list},
			{Name: "checkin.show", Summary: labelDetails.In, Allow: staff, Do: k.show},
			{Name: "checkin.edit", Summary: labelEdit.In, Allow: staff, Form: k.editForm, Do: k.edit},
			{Name: "checkin.adopt", Summary: labelSave.In, Allow: staff, Do: k.adopt},
			{Name: "checkin.try", Summary: labelTry.In, Allow: staff, Do: k.try},
			{Name: "checkin.tryform", Summary: labelAnswer.In, Allow: staff, Form: k.tryForm, Do: k.tried},
			{Name: "checkin.start", Summary: labelStart.In, Allow: staff, Do: k.start},
			{Name: "checkin.discard", Summary: labelDiscard.In, Allow: staff, Do: k.discard},
			{Name: "checkin.stop", Command: "checkin stop", Summary: sumStop.In, Options: []bot.Option{k.activeOption()}, Allow: staff, Do: k.stop},

			{Name: "checkin.results", Command: "checkin results", Summary: sumResults.In, Options: []bot.Option{k.runOption()}, Allow: staff, Do: k.results},
			{Name: "checkin.question", Summary: labelResults.In, Allow: staff, Do: k.question},
			{Name: "checkin.trend", Summary: labelTrend.In, Allow: staff, Do: k.trend},
			{Name: "checkin.missing", Summary: labelMissing.In, Allow: staff, Do: k.missing},
			{Name: "checkin.csv", Summary: labelCSV.In, Allow: staff, Do: k.export},
			{Name: "checkin.tasks", Command: "checkin tasks", Summary: sumTasks.In, Allow: staff, Do: k.listTasks},
			{Name: "checkin.done", Summary: labelDone.In, Allow: staff, Do: k.doneTask},
		},
		Notices: []bot.Notice{
			{Name: noticePrompt, Purpose: string(member.CheckIns), Write: k.writePrompt, OverBudget: k.overBudget},
			{Name: noticeReminder, Purpose: string(member.CheckIns), Write: k.writeReminder},
			{Name: noticeSummary, Write: k.writeSummary},
			{Name: noticeResult, Write: k.writeResult},
			{Name: noticeNotRun, Write: k.writeNotRun},
			{Name: noticeTask, Write: k.writeTask},
		},
		Jobs: []bot.Job{
			{Name: jobOpen, Do: k.open},
			{Name: jobRemind, Do: k.remind},
			{Name: jobClose, Do: k.close},
			{Name: jobCount, Do: k.count},
			k.retention(),
		},
		Home: k.home,
	}
}
