package gig

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Indexes of gigs. Open gigs stand under each kind of reader who may see them,
// and under each of their skills for each kind of reader, by the time of
// publishing.
const (
	byPoster = "poster"
	byReader = "open"
	bySkill  = "skill"
	byEnd    = "end" // those that are over, by when something last happened to them
)

func newGigs(db *storage.DB) *storage.Collection[Gig] {
	return storage.NewCollection(db, storage.Schema[Gig]{Name: "gig", Terms: gigTerms})
}

func gigTerms(g Gig) []storage.Term {
	terms := []storage.Term{{Index: byPoster, Value: g.Poster.key(), Score: g.Created.Unix()}}
	switch g.State {
	case Open:
	case Filled, Closed, Expired:
		return append(terms, storage.Term{Index: byEnd, Value: "x", Score: g.last().Unix()})
	default:
		return terms
	}
	at := g.Published.Unix()
	for _, r := range readersOf(g.Audience) {
		terms = append(terms, storage.Term{Index: byReader, Value: string(r), Score: at})
		for _, s := range g.Skills {
			terms = append(terms, storage.Term{Index: bySkill, Value: skillKey(r, s), Score: at})
		}
	}
	return terms
}

// key is who posted, for the index: the member, or else the account.
func (p Poster) key() string {
	if p.Member != "" {
		return p.Member
	}
	return string(p.User)
}

func skillKey(r reader, skill string) string { return string(r) + "/" + kit.ID(skill) }

// Indexes of applications.
const (
	byGig       = "gig"
	byWaiting   = "waiting"
	byApplicant = "applicant"
	byEvery     = "every" // by gig, those taken back too
)

func newApplications(db *storage.DB) *storage.Collection[Application] {
	return storage.NewCollection(db, storage.Schema[Application]{Name: "gigapp", Terms: applicationTerms})
}

func applicationTerms(a Application) []storage.Term {
	at := a.AppliedAt.Unix()
	terms := []storage.Term{{Index: byApplicant, Value: a.Person, Score: at}, {Index: byEvery, Value: a.Gig, Score: at}}
	if a.State == Withdrawn {
		return terms
	}
	terms = append(terms, storage.Term{Index: byGig, Value: a.Gig, Score: at})
	if a.waits() {
		terms = append(terms, storage.Term{Index: byWaiting, Value: a.Gig, Score: at})
	}
	return terms
}

var applicationID = regexp.MustCompile(`^([a-z2-7]{12})\.([a-z0-9-]{1,40})$`)

// person is who the caller is as an applicant: the member, or else the account.
func person(w bot.Who) string {
	if w.Member != "" {
		return w.Member
	}
	return "u-" + kit.ID(string(w.User))
}

// find reads a gig that the caller may see, and the caller's own application to
// it, in one trip, with what also adds to it. There is no such gig here for
// anybody else.
func (g *Gigs) find(ctx context.Context, c *bot.Call, id string, also ...func(*storage.Batch)) (*storage.Record[Gig], *storage.Record[Application], error) {
	if !kit.IsID(id) {
		return nil, nil, c.Refuse(msgNotHere)
	}
	own := id + "." + person(c.Who)
	batch := kit.Batch(g.DB, c)
	gig, app := g.gigs.GetIn(batch, id), g.apps.GetIn(batch, own)
	for _, add := range also {
		add(batch)
	}
	if err := batch.Run(ctx); err != nil {
		return nil, nil, fmt.Errorf("read a gig: %w", err)
	}
	r, err := kit.OrRefuse(c, msgNotHere, gig.Record, gig.Err)
	if err != nil {
		return nil, nil, err
	}
	if !maySee(r.Value, c.Who) {
		return nil, nil, notFor(c, r.Value)
	}
	a, err := kit.OrNew(g.apps, app, own, Application{Gig: id})
	return r, a, err
}

// notFor refuses to show a gig: that it exists is known from its card, unless
// it was never published.
func notFor(c *bot.Call, g Gig) error {
	switch {
	case g.State == Draft:
		return c.Refuse(msgNotHere)
	case g.Audience == Employees:
		return c.Refuse(msgOnlyEmployees)
	case c.Who.Roles.Has(bot.Member):
		return c.Refuse(msgNotHere)
	default:
		return registerFirst(c)
	}
}

// registerFirst refuses what only alumni may do, and offers to register to those
// who can be one.
func registerFirst(c *bot.Call) error {
	if c.Who.Roles.Has(bot.Employee) {
		return c.Refuse(msgOnlyAlumni)
	}
	return &bot.Problem{Text: c.Text(msgRegisterFirst), Next: bot.Buttons{
		c.Button(labelRegister, member.RegisterRoute, "").Styled(bot.Primary),
	}}
}

// findManaged reads a gig that the caller answers for.
func (g *Gigs) findManaged(ctx context.Context, c *bot.Call, id string, also ...func(*storage.Batch)) (*storage.Record[Gig], error) {
	gig, _, err := g.find(ctx, c, id, also...)
	if err != nil {
		return nil, err
	}
	if !manages(gig.Value, c.Who) {
		return nil, c.Refuse(msgNotYours, gig.Value.Poster.Name)
	}
	return gig, nil
}

// save writes the gig as part of tx, has its card say what is true now, and has
// it looked at when time does something to it.
func (g *Gigs) save(tx *storage.Tx, in bot.Community, gig *storage.Record[Gig]) {
	g.put(tx, in, gig)
	if !gig.Value.Published.IsZero() {
		g.planTick(tx, in, gig)
	}
}

// put is save without the latter.
func (g *Gigs) put(tx *storage.Tx, in bot.Community, gig *storage.Record[Gig]) {
	g.gigs.Put(tx, gig)
	if gig.Value.Published.IsZero() {
		return
	}
	g.Outbox.Keep(tx, noticeCard, gig.ID, bot.ToChannels(in.Gigs...)...)
}

// shared are the skills in both, in the order of the first.
func shared(a, b []string) []string {
	var both []string
	for _, s := range a {
		if slices.Contains(b, s) {
			both = append(both, s)
		}
	}
	return both
}

// findBoth reads an application and its gig, in one trip. Who may do what with
// them is for the caller to check.
func (g *Gigs) findBoth(ctx context.Context, c *bot.Call, id string) (*storage.Record[Gig], *storage.Record[Application], error) {
	m := applicationID.FindStringSubmatch(id)
	if m == nil {
		return nil, nil, c.Refuse(msgApplicationGone)
	}
	batch := kit.Batch(g.DB, c)
	gig, app := g.gigs.GetIn(batch, m[1]), g.apps.GetIn(batch, id)
	if err := batch.Run(ctx); err != nil {
		return nil, nil, fmt.Errorf("read an application: %w", err)
	}
	r, err := kit.OrRefuse(c, msgApplicationGone, gig.Record, gig.Err)
	if err != nil {
		return nil, nil, err
	}
	a, err := kit.OrRefuse(c, msgApplicationGone, app.Record, app.Err)
	return r, a, err
}

// membersIn adds to the batch the members behind applications; nil for those of
// employees.
func (g *Gigs) membersIn(b *storage.Batch, apps []*storage.Record[Application]) []*storage.Result[member.Member] {
	read := make([]*storage.Result[member.Member], len(apps))
	for i, app := range apps {
		if app.Value.Member {
			read[i] = g.Members.GetIn(b, app.Value.Person)
		}
	}
	return read
}
