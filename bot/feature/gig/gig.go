// Package gig is the bot's main job: somebody offers a side job, those whom it
// fits hear of it, they apply, and everybody who applied gets an answer.
//
// It promises that an offer says what an honest one must say before anybody
// sees it, that its card says what is true of it, that nobody is written to who
// did not agree, that matching uses only what members typed for it and neither
// scores nor ranks, that an offer for which a member was written to too often
// stands in their next digest, that a place is given away once, and that no gig is closed
// while an applicant waits. Who posted a gig is asked before it ends and whether
// it is still correct, and is reminded of applicants; what gets no answer is
// paused. It does not promise when: only that it is not before the day.
package gig

import (
	"crypto/rand"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// State is where a gig stands.
type State string

const (
	Draft   State = "draft"  // seen by those who may publish it
	Open    State = "open"   // people may apply
	Paused  State = "paused" // seen, but nobody may apply
	Filled  State = "filled" // every place is given away
	Closed  State = "closed" // ended by hand; everybody has an answer
	Expired State = "expired"
)

// Audience is who may see a gig.
type Audience string

const (
	Alumni    Audience = "alumni"
	Employees Audience = "employees"
	Everyone  Audience = "everyone"
)

// Gig is one offer. A field named in Undecided is left open, and empty.
type Gig struct {
	Title         string               `json:"Title"`
	Client        string               `json:"Client"`
	Task          string               `json:"Task"`
	Period        string               `json:"Period,omitzero"`
	Place         string               `json:"Place,omitzero"`
	Pay           string               `json:"Pay,omitzero"`
	Hours         int                  `json:"Hours,omitzero"`       // a month
	PaymentDays   int                  `json:"PaymentDays,omitzero"` // after delivery
	People        int                  `json:"People,omitzero"`
	Deadline      bot.Date             `json:"Deadline,omitzero"` // the last day for applications
	Skills        []string             `json:"Skills,omitempty"`  // canonical
	Audience      Audience             `json:"Audience"`
	Undecided     map[string]Undecided `json:"Undecided,omitempty"` // by field name
	Poster        Poster               `json:"Poster"`
	State         State                `json:"State"`
	Created       time.Time            `json:"Created"`
	Published     time.Time            `json:"Published,omitzero"`
	LastConfirmed time.Time            `json:"LastConfirmed,omitzero"` // when the poster last said that it is correct
	Expires       bot.Date             `json:"Expires,omitzero"`       // the last day on which it is open
	AskedEnd      bot.Date             `json:"AskedEnd,omitzero"`      // the last day about which the poster was asked whether it goes on
	AskedStill    time.Time            `json:"AskedStill,omitzero"`    // when the poster was asked whether it is correct, and did not answer
	ReviewAt      time.Time            `json:"ReviewAt,omitzero"`      // when the poster is reminded of those who wait; zero if nobody does
	Applied       int                  `json:"Applied,omitzero"`       // applications, those taken back not counted
	Waiting       []string             `json:"Waiting,omitempty"`      // who of these has no answer, as in Application.Person, the first first
	Accepted      int                  `json:"Accepted,omitzero"`      // of these, those who got a place
	Source        bot.MessageRef       `json:"Source,omitzero"`        // the message it was made from
	History       []Entry              `json:"History"`                // oldest first
}

// Poster is who offers the gig. Member is set where a member posts for the
// company they work at, and empty where the company of the community does.
type Poster struct {
	User   bot.User `json:"User"`
	Member string   `json:"Member,omitzero"`
	Name   string   `json:"Name"`
}

// life is for how many days a gig without a deadline is open.
const life = 30

// Entry is one thing that happened to a gig.
type Entry struct {
	At   time.Time `json:"At"`
	What Change    `json:"What"`
	By   string    `json:"By"`           // by name
	Of   []string  `json:"Of,omitempty"` // the names of the fields that were changed
}

// Change is what an Entry tells.
type Change string

const (
	WasCreated   Change = "created"
	WasPublished Change = "published"
	WasEdited    Change = "edited"
	WasPaused    Change = "paused"
	WasResumed   Change = "resumed"
	WasFilled    Change = "filled"
	WasReopened  Change = "reopened" // a place became free
	WasClosed    Change = "closed"
	WasExpired   Change = "expired"
	WasLeftAlone Change = "left alone" // paused because who posted it did not answer
)

// maxHistory is how many entries are kept: the first, and the latest ones.
const maxHistory = 40

func (g *Gig) note(at time.Time, what Change, by string, of ...string) {
	if len(g.History) >= maxHistory {
		g.History = append(g.History[:1:1], g.History[2:]...)
	}
	g.History = append(g.History, Entry{at, what, by, of})
}

// on is the gig's state on a day: an open one is over after its last day,
// whether or not that was noted.
func (g Gig) on(today bot.Date) State {
	if g.State != Open && g.State != Paused {
		return g.State
	}
	if past(g.Expires, today) {
		return Expired
	}
	return g.State
}

func past(day, today bot.Date) bool { return !day.IsZero() && day.Before(today) }

// expire sets the last day of a gig that is published or changed at a moment, in
// the community's zone: its deadline, or the day until which it was let go on, or
// thirty days after it was published, or thirty days from now where those are
// over.
func (g *Gig) expire(at time.Time) {
	switch {
	case !g.Deadline.IsZero():
		g.Expires = g.Deadline
	case g.Expires.IsZero():
		g.Expires = bot.DateOf(g.Published.In(at.Location())).AddDays(life)
	}
	if today := bot.DateOf(at); past(g.Expires, today) {
		g.Expires = today.AddDays(life)
	}
}

// left is how many places are free.
func (g Gig) left() int { return max(0, g.People-g.Accepted) }

// Deps is what the feature needs.
type Deps struct {
	DB      *storage.DB
	Members *member.Members
	Outbox  *deliver.Outbox
	Keep    time.Duration // how long a gig that is over is kept, with its applications; 0: for good
	// Code makes the code of the referral that an event is answered with, to be
	// put into a shorter form; nil: one that nobody can guess.
	Code func(event string) string
}

// Gigs is the feature.
type Gigs struct {
	Deps
	agenda *schedule.Agenda
	gigs   *storage.Collection[Gig]
	apps   *storage.Collection[Application]
	later  *storage.Collection[Kept]

	referrals *storage.Collection[Referral]
}

// New is the feature.
func New(d Deps) *Gigs {
	if d.Code == nil {
		secret := rand.Text()
		d.Code = func(event string) string { return secret + event }
	}
	return &Gigs{Deps: d, agenda: schedule.NewAgenda(d.DB), gigs: newGigs(d.DB), apps: newApplications(d.DB), later: newKept(d.DB), referrals: newReferrals(d.DB)}
}

const (
	// posters may offer gigs: the company's people, and members for the company
	// they work at now.
	posters = bot.HR | bot.Manager | bot.Admin | bot.Member
	// staff answer for all gigs of the community.
	staff = bot.HR | bot.Manager | bot.Admin
)

// Feature is the table of contents.
func (g *Gigs) Feature() bot.Feature {
	return bot.Feature{
		Name: "gig",
		Routes: []bot.Route{
			{Name: "gig.post", Command: "gig post", OnMessage: labelPostAsGig.In, Summary: sumPost.In, Options: g.postOptions(), Allow: posters, Form: g.postForm, Do: g.post},
			{Name: "gig.list", Command: "gig list", Summary: sumList.In, Options: []bot.Option{g.skillOption()}, Allow: bot.Insider, Do: g.list},
			{Name: "gig.show", Command: "gig show", Summary: sumShow.In, Options: []bot.Option{g.gigOption()}, Allow: bot.Insider, Do: g.show},
			{Name: "gig.mine", Command: "gig mine", Summary: sumMine.In, Allow: posters, Do: g.mine},
			{Name: "gig.applications", Command: "gig applications", Summary: sumApplications.In, Allow: bot.Insider, Do: g.applications},

			{Name: "gig.publish", Summary: labelPublish.In, Allow: posters, Do: g.publish},
			{Name: "gig.edit", Summary: labelEdit.In, Allow: posters, Form: g.editForm, Do: g.edit},
			{Name: "gig.discard", Summary: labelDiscard.In, Allow: posters, Do: g.discard},
			{Name: "gig.pause", Summary: labelPause.In, Allow: posters, Do: g.pause},
			{Name: "gig.resume", Summary: labelResume.In, Allow: posters, Do: g.resume},
			{Name: "gig.close", Summary: labelClose.In, Allow: posters, Do: g.close},
			{Name: "gig.correct", Summary: labelCorrect.In, Allow: posters, Do: g.correct},
			{Name: "gig.extend", Summary: labelExtend.In, Allow: posters, Do: g.extend},
			{Name: "gig.answer", Summary: labelAnswerAll.In, Allow: posters, Form: g.answerForm, Do: g.answerAll},

			{Name: "gig.apply", Summary: labelApply.In, Allow: bot.Insider, Form: g.applyForm, Do: g.apply},
			{Name: "gig.refer", Summary: labelRefer.In, Allow: bot.Insider, Do: g.refer},
			{Name: "gig.referral", Command: "gig referral", Summary: sumReferral.In, Options: []bot.Option{
				{Name: "code", Summary: labelCode.In, Kind: bot.OptionText, Required: true},
			}, Allow: bot.Insider, Do: g.referral},
			{Name: "gig.referrals", Command: "gig referrals", Summary: sumReferrals.In, Allow: bot.Insider, Do: g.referred},
			{Name: "gig.withdraw", Summary: labelWithdraw.In, Allow: bot.Insider, Do: g.withdraw},
			{Name: "gig.applicants", Summary: labelApplicants.In, Allow: posters, Do: g.applicants},
			{Name: "gig.applicant", Summary: labelApplicant.In, Allow: posters, Do: g.applicant},
			{Name: "gig.talk", Summary: labelTalk.In, Allow: posters, Do: g.talk},
			{Name: "gig.accept", Summary: labelAccept.In, Allow: posters, Do: g.accept},
			{Name: "gig.decline", Summary: labelDecline.In, Allow: posters, Form: g.declineForm, Do: g.decline},
		},
		Notices: append([]bot.Notice{
			{Name: noticeCard, Write: g.writeCard},
			{Name: noticeMatch, Purpose: string(member.Gigs), Write: g.writeMatch, OverBudget: g.keepOffer},
			{Name: noticeDigest, Purpose: string(member.Gigs), Write: g.writeDigest, OverBudget: g.keepDigest},
			{Name: noticeApplied, Write: g.writeApplied},
			{Name: noticeAnswer, Write: g.writeAnswer},
		}, g.timeNotices()...),
		Jobs: []bot.Job{
			{Name: jobTick, Do: g.tick},
			{Name: jobReview, Do: g.review},
			{Name: jobDaily, Every: "0 9 * * *", Do: g.digest(member.Daily, 24*time.Hour)},
			{Name: jobWeekly, Every: "0 9 * * 1", Do: g.digest(member.Weekly, 7*24*time.Hour)},
			g.retention(),
		},
		Home: g.home,
	}
}
