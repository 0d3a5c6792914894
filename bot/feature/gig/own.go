package gig

import (
	"context"
	"fmt"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// posterKey is the caller as a poster, for the index.
func posterKey(w bot.Who) string {
	if asMember(w) {
		return w.Member
	}
	return string(w.User)
}

// mine lists the gigs which the caller posted, the newest first.
func (g *Gigs) mine(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return kit.Listing[Gig]{
		From: g.gigs, Index: byPoster, Value: posterKey(c.Who),
		Title: msgMine, Empty: msgMineEmpty, Create: bot.Buttons{postButton(c)},
		Entries: kit.Each(func(r *storage.Record[Gig]) []bot.Block {
			return []bot.Block{bot.Paragraph{Text: mineLine(c, r.Value)}, mineButtons(c, r)}
		}),
	}.Answer(ctx, c)
}

func postButton(c *bot.Call) bot.Button {
	return c.Button(labelPost, "gig.post", "").Styled(bot.Primary)
}

func mineLine(c *bot.Call, g Gig) bot.Text {
	line := c.Text(msgMineLine, g.Title, c.Text(stateWords(g.on(c.Today()))))
	if g.State == Draft {
		return line
	}
	return c.Text(msgMineCounts, line, countText(c, g))
}

func mineButtons(c *bot.Call, r *storage.Record[Gig]) bot.Buttons {
	var row bot.Buttons
	if r.Value.Applied > 0 {
		row = append(row, c.Button(labelApplicants, "gig.applicants", r.ID))
	}
	return append(row, c.Button(labelDetails, "gig.show", r.ID))
}

// applications is the caller's own page: where each application stands.
func (g *Gigs) applications(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return kit.Listing[Application]{
		From: g.apps, Index: byApplicant, Value: person(c.Who),
		Title: msgOwnApplications, Empty: msgOwnApplicationsEmpty,
		Entries: func(ctx context.Context, apps []*storage.Record[Application]) (blocks []bot.Block, err error) {
			gigs, err := g.gigsOf(ctx, c, apps)
			if err != nil {
				return nil, err
			}
			for i, app := range apps {
				blocks = append(blocks, ownApplication(c, gigs[i], app)...)
			}
			return blocks, nil
		},
	}.Answer(ctx, c)
}

func (g *Gigs) gigsOf(ctx context.Context, c *bot.Call, apps []*storage.Record[Application]) ([]*storage.Record[Gig], error) {
	ids := make([]string, len(apps))
	for i, app := range apps {
		ids[i] = app.Value.Gig
	}
	if len(ids) == 0 {
		return nil, nil
	}
	gigs, err := kit.GetMany(ctx, c, g.gigs, ids)
	if err != nil {
		return nil, fmt.Errorf("read the gigs of applications: %w", err)
	}
	return gigs, nil
}

// ownApplication is one application, as its applicant sees it.
func ownApplication(c *bot.Call, gig *storage.Record[Gig], app *storage.Record[Application]) []bot.Block {
	v := app.Value
	title := c.Text(msgGoneGig)
	var row bot.Buttons
	if gig != nil {
		title = bot.Plain(gig.Value.Title)
		row = append(row, c.Button(labelDetails, "gig.show", gig.ID))
	}
	if gig != nil && (v.waits() || v.State == Accepted) {
		row = append(row, c.Button(labelWithdraw, "gig.withdraw", app.ID))
	}
	blocks := []bot.Block{bot.Paragraph{Text: c.Text(msgOwnApplication, title, c.Text(ownWords(v.State)))}}
	if len(row) > 0 {
		blocks = append(blocks, row)
	}
	return blocks
}

// maxAtHome is how many entries of a kind the home page shows.
const maxAtHome = 3

// home shows those who post their open gigs, members what fits them, everybody
// else what is open to them, and where their applications stand.
func (g *Gigs) home(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
	if c.Who.Roles == 0 {
		return nil, nil
	}
	batch := kit.Batch(g.DB, c)
	own := g.gigs.ListIn(batch, byPoster, posterKey(c.Who), storage.Page{Limit: 20})
	apps := g.apps.ListIn(batch, byApplicant, person(c.Who), storage.Page{Limit: 10})
	open := g.gigs.ListIn(batch, byReader, string(readerFor(c.Who)), storage.Page{Limit: 50})
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read the gigs of a home page: %w", err)
	}
	mine, err := g.homeApplications(ctx, c, apps.Records)
	if err != nil {
		return nil, err
	}
	if !c.Who.Roles.Has(bot.Member) {
		if c.Who.Roles.Has(posters) {
			return append(homePosted(c, own.Records, member.Member{}), mine...), nil
		}
		anything := func(Gig) bool { return true }
		return append(homeOpen(c, headOpen, msgListEmpty, open.Records, apps.Records, anything), mine...), nil
	}
	me, err := g.Members.Of(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("read the caller's own record: %w", err)
	}
	fitting := func(g Gig) bool { return fitsWork(g, me.Value) }
	blocks := append(homeOpen(c, headFitting, msgNothingFits, open.Records, apps.Records, fitting), mine...)
	return append(blocks, homePosted(c, own.Records, me.Value)...), nil
}

// homePosted are the gigs which the caller answers for and which are not over:
// nothing for a member who has none and works nowhere.
func homePosted(c *bot.Call, own []*storage.Record[Gig], me member.Member) []bot.Block {
	works := slices.ContainsFunc(me.Employers, func(e member.Employer) bool { return e.To == 0 })
	if asMember(c.Who) && len(own) == 0 && !works {
		return nil
	}
	blocks := []bot.Block{bot.Heading{Text: c.Text(headPosted)}}
	shown, waiting := 0, 0
	for _, r := range own {
		state := r.Value.on(c.Today())
		if state == Closed || state == Draft {
			continue
		}
		waiting += len(r.Value.Waiting)
		if shown++; shown <= maxAtHome {
			blocks = append(blocks, bot.Paragraph{Text: mineLine(c, r.Value)})
		}
	}
	if shown == 0 {
		blocks = append(blocks, bot.Paragraph{Text: c.Text(msgNothingPosted)})
	}
	if waiting > 0 {
		blocks = append(blocks, bot.Paragraph{Text: c.Text(msgWaitingForYou, waiting)})
	}
	return append(blocks, bot.Buttons{postButton(c), c.Button(labelMine, "gig.mine", "")})
}

// homeOpen are the newest open gigs of others that fit and that the caller did
// not apply for.
func homeOpen(c *bot.Call, head, none i18n.Line, open []*storage.Record[Gig], apps []*storage.Record[Application], fits func(Gig) bool) []bot.Block {
	applied := map[string]bool{}
	for _, app := range apps {
		applied[app.Value.Gig] = app.Value.counts()
	}
	blocks := []bot.Block{bot.Heading{Text: c.Text(head)}}
	row := bot.Buttons{}
	for _, r := range open {
		if len(row) == maxAtHome {
			break
		}
		if applied[r.ID] || posted(r.Value, c.Who) || r.Value.on(c.Today()) != Open || !fits(r.Value) {
			continue
		}
		pay := c.Text(msgUndecidedShort)
		if r.Value.Pay != "" {
			pay = bot.Plain(r.Value.Pay)
		}
		blocks = append(blocks, bot.Paragraph{Text: c.Text(msgFitting, r.Value.Title, r.Value.Client, pay)})
		row = append(row, bot.Button{Label: r.Value.Title, Action: c.Action("gig.show", r.ID)})
	}
	if len(row) == 0 {
		blocks = append(blocks, bot.Paragraph{Text: c.Text(none)})
	}
	return append(blocks, append(row, c.Button(labelList, "gig.list", "")))
}

// homeApplications is where the latest applications stand.
func (g *Gigs) homeApplications(ctx context.Context, c *bot.Call, apps []*storage.Record[Application]) ([]bot.Block, error) {
	apps = apps[:min(len(apps), maxAtHome)]
	gigs, err := g.gigsOf(ctx, c, apps)
	if err != nil || len(apps) == 0 {
		return nil, err
	}
	blocks := []bot.Block{bot.Heading{Text: c.Text(headApplications)}}
	for i, app := range apps {
		if gigs[i] != nil {
			blocks = append(blocks, bot.Paragraph{Text: c.Text(msgOwnApplication, bot.Plain(gigs[i].Value.Title), c.Text(ownWords(app.Value.State)))})
		}
	}
	return append(blocks, bot.Buttons{c.Button(labelMyApplications, "gig.applications", "")}), nil
}
