package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// exchange is one interaction on its way to its answer.
type exchange struct {
	*app
	run   *run
	in    *interaction
	begun time.Time
	// delivery names the signed request that brought it; empty over the gateway.
	delivery string
	rejected bool // the request is a copy of one that came before
	// first answers the interaction itself, once.
	first func(context.Context, callback) error
}

// answerTime is how long the bot may take: the interaction's token lives
// fifteen minutes.
const answerTime = 14 * time.Minute

// serve answers. The first answer is given after Pace.Acknowledge at the latest.
func (x *exchange) serve(ctx context.Context) {
	if x.in.Type == discordgo.InteractionApplicationCommandAutocomplete {
		x.complete(ctx)
		return
	}
	if _, served := x.community(x.in.Guild); x.in.Guild != "" && !served {
		x.say(ctx, sayNotHere.Text(x.lang()))
		return
	}
	if late := x.forms.find(plainID(x.in.Data.CustomID), x.in.who().ID); late != nil && x.in.Type == discordgo.InteractionMessageComponent {
		x.openLate(ctx, late)
		return
	}
	m := x.meta()
	ev, ok := x.in.event(m, x.run.bot.Routes())
	if !ok {
		x.say(ctx, sayGone.Text(x.lang()))
		return
	}
	late := make(chan lateness, 1)
	timer := time.AfterFunc(x.pace.Acknowledge-time.Since(x.begun), func() { late <- x.acknowledge(ctx, ev) })
	r := x.dispatch(ctx, m, ev)
	if timer.Stop() {
		x.logFailure(ctx, "an answer could not be shown", x.quick(ctx, r))
		return
	}
	x.logFailure(ctx, "a late answer could not be shown", x.late(ctx, <-late, r))
}

// logFailure logs an error; what it says holds nothing that people wrote.
func (x *exchange) logFailure(ctx context.Context, what string, err error) {
	if err != nil {
		x.log.ErrorContext(ctx, what, "interaction", x.in.ID, "kind", int(x.in.Type), "error", err)
	}
}

func (x *exchange) lang() bot.Locale { return i18n.Match(x.in.Locale) }

// meta is what is known about the act without asking anybody.
func (x *exchange) meta() bot.Meta {
	m := bot.Meta{ID: Platform + ":" + x.in.ID, Delivery: x.delivery, User: userOf(x.in.who().ID), Locale: x.lang(), Traits: traits()}
	if x.in.Guild == "" {
		m.Community = x.onlyCommunity()
		return m
	}
	m.Community, _ = x.community(x.in.Guild)
	m.Channel = channelOf(x.in.Channel)
	return m
}

// onlyCommunity is the one that all servers belong to; empty if there are several.
func (a *Adapter) onlyCommunity() (only bot.CommunityID) {
	for _, x := range a.apps {
		all := []bot.CommunityID{x.Community}
		for _, in := range x.Servers {
			all = append(all, in)
		}
		for _, in := range all {
			if in == "" || in == only {
				continue
			}
			if only != "" {
				return ""
			}
			only = in
		}
	}
	return only
}

// dispatch asks the bot. In a direct message, which names no server, the
// community is that of the servers the person is on, if that is clear. A panic
// becomes an answer.
func (x *exchange) dispatch(ctx context.Context, m bot.Meta, ev bot.Event) (r bot.Response) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	defer panics.Catch(x.log, "discord: dispatch", nil)
	r = bot.Reply{Message: bot.Say(sayFailed.Text(x.lang()))} //nolint:wastedassign // what a panic answers
	x.note(x.in)
	x.learnLocale()
	if in := x.place(ctx, m, x.in.who().ID); in != m.Community {
		m.Community = in
		ev = ev.WithMeta(m)
	}
	return x.run.bot.Dispatch(ctx, ev)
}

func (x *app) place(ctx context.Context, m bot.Meta, user string) bot.CommunityID {
	if m.Community != "" {
		return m.Community
	}
	in, err := x.communities(ctx, user)
	if err != nil {
		x.log.WarnContext(ctx, "it could not be found out to which community somebody belongs", "error", err)
	}
	if len(in) != 1 {
		return ""
	}
	return in[0]
}

// say answers privately, in the adapter's own words.
func (x *exchange) say(ctx context.Context, text bot.Text) {
	x.logFailure(ctx, "an answer could not be shown", x.quick(ctx, bot.Reply{Message: bot.Say(text)}))
}

// fromMessage reports whether the act began at a message, which can be
// replaced then: a press, or a form that a press opened.
func (x *exchange) fromMessage() bool { return x.in.Message != nil }

// quick shows an answer that came in time.
func (x *exchange) quick(ctx context.Context, r bot.Response) (err error) {
	bot.SwitchResponse(r,
		func(r bot.Reply) { err = x.quickReply(ctx, r) },
		func(r bot.Update) { err = x.quickUpdate(ctx, r) },
		func(bot.Nothing) { err = x.nothing(ctx) },
		func(r bot.Ask) { err = x.ask(ctx, r.Sheet) },
		func(r bot.Amend) { err = x.ask(ctx, r.Sheet) },
		func(bot.Reject) { x.rejected = true },
	)
	return err
}

func (x *exchange) quickReply(ctx context.Context, r bot.Reply) error {
	pages, err := pagesOf(r.Message, !r.Public)
	if err != nil {
		return x.fail(ctx, err)
	}
	if x.in.prefaced() && !r.Public {
		return x.begin(ctx, r, updates(pages[0]), pages[1:])
	}
	return x.begin(ctx, r, says(pages[0]), pages[1:])
}

func (x *exchange) quickUpdate(ctx context.Context, r bot.Update) error {
	if x.in.prefaced() && x.in.origin() != "" {
		if err := x.first(ctx, callback{kind: discordgo.InteractionResponseDeferredMessageUpdate, goesOn: true}); err != nil {
			return x.instead(ctx, r, err)
		}
		return x.updateBehind(ctx, r)
	}
	if !x.fromMessage() {
		return x.quick(ctx, bot.Reply{Message: r.Message})
	}
	pages, err := x.updatePages(r.Message)
	if err != nil {
		return x.fail(ctx, err)
	}
	return x.begin(ctx, r, updates(pages[0]), pages[1:])
}

// updateBehind replaces the message that is behind the one which only stood
// before a form, and removes that one. An answer that only one person sees
// cannot be reached so: then the message before the form becomes it.
func (x *exchange) updateBehind(ctx context.Context, r bot.Update) error {
	err := x.Edit(ctx, x.in.origin(), r.Message)
	if err == nil {
		return x.remove(ctx)
	}
	pages, wrong := x.updatePages(r.Message)
	if wrong != nil || !errors.Is(err, bot.ErrUnreachable) {
		return errors.Join(err, wrong)
	}
	return x.replace(ctx, pages)
}

// updatePages are what replaces the message of the act: what does not fit into
// it follows, for those who see that message.
func (x *exchange) updatePages(m bot.Message) ([]body, error) {
	return pagesOf(m, x.in.Message.Flags&discordgo.MessageFlagsEphemeral != 0)
}

func updates(b body) callback {
	return callback{kind: discordgo.InteractionResponseUpdateMessage, message: &b}
}

// nothing is only acknowledged. A command has no way for that: its answer is
// begun, and taken away.
func (x *exchange) nothing(ctx context.Context) error {
	if x.fromMessage() {
		return x.first(ctx, callback{kind: discordgo.InteractionResponseDeferredMessageUpdate})
	}
	err := x.first(ctx, callback{kind: discordgo.InteractionResponseDeferredChannelMessageWithSource, private: true, goesOn: true})
	if err != nil {
		return err
	}
	return x.remove(ctx)
}

func pagesOf(m bot.Message, private bool) ([]body, error) {
	pages, err := render(m)
	if err != nil {
		return nil, err
	}
	if private {
		for i := range pages {
			pages[i] = pages[i].private()
		}
	}
	return pages, nil
}

// fail says that there is an answer which Discord would not take.
func (x *exchange) fail(ctx context.Context, err error) error {
	pages, _ := pagesOf(bot.Say(sayFailed.Text(x.lang())), true)
	if again := x.first(ctx, says(pages[0])); again != nil {
		return fmt.Errorf("%w; and: %w", err, again)
	}
	return err
}

// begin gives the first answer and what follows it. Where nobody says whether
// Discord took it, it is written over: that shows it once in either case.
func (x *exchange) begin(ctx context.Context, r bot.Response, c callback, more []body) error {
	c.goesOn = len(more) > 0
	if err := x.first(ctx, c); err != nil {
		again := x.follow(ctx, http.MethodPatch, "/messages/@original", *c.message)
		if untaken(again) {
			return x.instead(ctx, r, err)
		}
		if again != nil {
			return errors.Join(err, again)
		}
	}
	return x.followUp(ctx, more)
}
