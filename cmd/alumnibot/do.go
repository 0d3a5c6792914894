package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/engine"
	"github.com/alumnibot/alumnibot/bot/feature/admin"
	"github.com/alumnibot/alumnibot/bot/feature/help"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/storage"
)

type doCmd struct {
	As        string `arg:"required" placeholder:"ACCOUNT" help:"Who acts: slack:TEAM/USER or discord:USER."`
	Community string `placeholder:"ID" help:"In which community, for an account that is in several."`
	Command   string `arg:"positional,required" help:"What they would type, in one argument: '/gig list'."`
}

// errRefused: the command did not do what it says. Why, was printed.
var errRefused = errors.New("the command was refused")

// Run does what a person's command does, with every role, and prints what they
// would see. It is for operators, who could as well write to Redis; so the audit
// trail says that it was one of them.
func (d doCmd) Run(s *environment) error {
	if !accountLike.MatchString(d.As) {
		return usageError{fmt.Errorf("--as: %q: accounts look like %s", d.As, accountLooks)}
	}
	if strings.Trim(d.Command, " \t\r\n　/／") == "" {
		return usageError{errors.New("the command is empty: write what the person would type, such as '/alumni profile'")}
	}
	b, closing, err := openOffline(s)
	if err != nil {
		return err
	}
	defer closing()
	o := &operator{App: b}
	if b.Engine, err = o.dispatcher(); err != nil {
		return err
	}
	if _, ok := b.Engine.Reads(d.Command); !ok {
		return usageError{fmt.Errorf("there is no command %q. Commands are:\n%s", firstWords(d.Command), commandList(b.Engine.Routes()))}
	}
	meta, err := o.person(s.ctx, bot.User(d.As), d.Community)
	if err != nil {
		return err
	}
	return o.show(s, b.Engine.Dispatch(s.ctx, bot.UsedCommand{Meta: meta, Line: d.Command}))
}

// operator runs commands as people.
type operator struct {
	*app.App
	outcome string // of the last command, as the engine tells it
}

// everyRole is what an operator acts with, besides what the person is.
const everyRole = bot.Insider | bot.Employee | bot.HR | bot.Manager | bot.Admin

// dispatcher is the bot for an operator.
func (o *operator) dispatcher() (*engine.Engine, error) {
	features := o.recorded()
	return engine.New(engine.Config{
		Communities: o.Communities, Features: features, People: allowed{o.Admins}, EffectiveSettings: o.Admins.Settle,
		DB: o.DB, Clock: o.Clock, Log: o.Log, Help: help.Show, Join: member.RegisterRoute,
		Observe: func(_, outcome string, _ time.Duration) { o.outcome = outcome },
	})
}

// allowed is who people are, with every role. What they are to be told aside
// waits until they use the bot themselves.
type allowed struct{ *admin.Admin }

// Look is engine.People.
func (a allowed) Look(b *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	known := a.Admin.Look(b, in, m)
	return func(ctx context.Context) (bot.Who, error) {
		who, err := known(ctx)
		who.Roles |= everyRole
		if who.Member != "" {
			who.Roles |= bot.Member
		}
		who.PrivateNotice = nil
		return who, err
	}
}

// recorded are the features, where whatever is done is put into the audit trail
// before.
func (o *operator) recorded() []bot.Feature {
	var all []bot.Feature
	for _, f := range o.Features {
		routes := make([]bot.Route, len(f.Routes))
		for i, r := range f.Routes {
			routes[i] = r
			routes[i].Do = func(ctx context.Context, c *bot.Call) (bot.Answer, error) {
				if err := o.record(ctx, c, r.Command); err != nil {
					return nil, err
				}
				return r.Do(ctx, c)
			}
		}
		f.Routes = routes
		if home := f.Home; home != nil {
			f.Home = func(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
				if err := o.record(ctx, c, "alumni home"); err != nil {
					return nil, err
				}
				return home(ctx, c)
			}
		}
		all = append(all, f)
	}
	return all
}

// record puts a command into the audit trail, once.
func (o *operator) record(ctx context.Context, c *bot.Call, command string) error {
	once := "operated:" + c.Once
	tx := o.DB.Begin(storage.CommunityScope(string(c.In.ID)), once, c.At)
	o.Admins.Audit.Add(tx, once, admin.Entry{At: c.At, By: c.User, What: admin.Operated, Detail: "/" + command})
	if err := tx.Commit(ctx); err != nil && !errors.Is(err, storage.ErrDuplicate) {
		return fmt.Errorf("write to the audit trail: %w", err)
	}
	return nil
}

// person is the event of somebody: of a member, or of an account that was given
// a role. in is the id of their community, if they are in several.
func (o *operator) person(ctx context.Context, account bot.User, in string) (bot.Meta, error) {
	look := o.Communities
	if in != "" {
		one, err := communityNamed(o.Communities, in)
		if err != nil {
			return bot.Meta{}, usageError{err}
		}
		look = []bot.Community{one}
	}
	meta := bot.Meta{
		ID: "do:" + rand.Text(), User: account,
		Traits: bot.Traits{Platform: account.Platform(), FormFields: manyFields, InlineFaults: true, Unattended: true},
	}
	var ids []string
	for _, in := range look {
		there, locale, err := o.in(ctx, in, meta)
		if err != nil {
			return bot.Meta{}, err
		}
		if there {
			ids = append(ids, string(in.ID))
			meta.Community, meta.Locale = in.ID, cmp.Or(locale, in.Locale)
		}
	}
	switch len(ids) {
	case 1:
		return meta, nil
	case 0:
		return bot.Meta{}, fmt.Errorf("--as: nobody has the account %s in %s: it is that of a member, or of somebody who was given a role with /alumni role", account, idsOf(look))
	default:
		return bot.Meta{}, usageError{fmt.Errorf("--as: %s is in several communities: say which with --community, one of %s", account, strings.Join(ids, ", "))}
	}
}

// manyFields is more fields than any form has, so that each is one sheet.
const manyFields = 100

// in reports whether somebody is in a community, and their language there.
func (o *operator) in(ctx context.Context, in bot.Community, m bot.Meta) (bool, bot.Locale, error) {
	batch := o.DB.Batch(storage.CommunityScope(string(in.ID)), o.Clock())
	look := o.Admins.Look(batch, in, m)
	if err := batch.Run(ctx); err != nil {
		return false, "", fmt.Errorf("look up the account: %w", err)
	}
	who, err := look(ctx)
	if err != nil || who.Member == "" {
		return who.Roles != 0, "", err
	}
	r, err := o.Members.Holder(ctx, in.ID, m.User, o.Clock())
	if err != nil || r == nil {
		return false, "", err
	}
	return true, cmp.Or(r.Value.Locale, r.Value.Language), nil
}

// show prints the answer as the person would see it; what was refused, on
// stderr.
func (o *operator) show(s *environment, answer bot.Response) (err error) {
	bot.SwitchResponse(answer,
		func(a bot.Reply) { err = o.printed(s, a.Message) },
		func(a bot.Update) { err = o.printed(s, a.Message) },
		func(bot.Nothing) {},
		func(a bot.Ask) {
			printLines(s.stderr, []string{a.Sheet.Title})
			printLines(s.stderr, bottest.FormLines(a.Sheet))
			printLines(s.stderr, []string{"alumnibot: fill the form in with the command, as name:value"})
			err = errRefused
		},
		func(a bot.Amend) {
			printLines(s.stderr, faultLines(a))
			err = errRefused
		},
		func(bot.Reject) {}, // an operator's command has no Delivery, so none is a copy
	)
	return err
}

func (o *operator) printed(s *environment, m bot.Message) error {
	if o.outcome == "ok" {
		printLines(s.stdout, bottest.Lines(m))
		return nil
	}
	printLines(s.stderr, bottest.Lines(m))
	return errRefused
}

// faultLines say what each option would have to be, in the form's order.
func faultLines(a bot.Amend) []string {
	var lines []string
	for _, page := range a.Sheet.Sections {
		for _, f := range page.Fields {
			b := f.About()
			fault, wrong := a.Faults[b.Name]
			if !wrong {
				continue
			}
			line := fmt.Sprintf("%s: %s — %s", b.Name, b.Label, fault)
			if b.Hint != "" {
				line += " " + b.Hint
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func printLines(to io.Writer, lines []string) {
	for _, l := range lines {
		fmt.Fprintln(to, l)
	}
}

// commandList are those that can be typed, one on a line.
func commandList(routes []bot.Route) string {
	var lines []string
	for _, r := range routes {
		if r.Command != "" {
			lines = append(lines, "  /"+r.Command)
		}
	}
	return strings.Join(lines, "\n")
}

// firstWords are the first two words of a line: as many as a command has.
func firstWords(line string) string {
	words := strings.Fields(line)
	return strings.Join(words[:min(len(words), 2)], " ")
}

func idsOf(all []bot.Community) string {
	var ids []string
	for _, in := range all {
		ids = append(ids, string(in.ID))
	}
	return strings.Join(ids, ", ")
}
