package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// acknowledgement is what was shown while the bot was still thinking.
type acknowledgement int

const (
	// asUpdate shows nothing: the message with the button stays as it is.
	asUpdate acknowledgement = iota
	// asPrivate shows the person that the bot is thinking. Discord fixes with
	// it that what replaces it is private.
	asPrivate
	// asForm is a private message with a button that opens the form. Nothing
	// else can be shown first where a form may come.
	asForm
)

// lateness is what was shown when the answer was due, and the form that is
// waited for.
type lateness struct {
	how  acknowledgement
	form *lateForm
	err  error // it is not known to be shown
}

// acknowledge shows that the bot is still thinking.
func (x *exchange) acknowledge(ctx context.Context, ev bot.Event) (l lateness) {
	defer panics.Catch(x.log, "discord: an acknowledgement", &l.err)
	l.how = asPrivate
	c := callback{kind: discordgo.InteractionResponseDeferredChannelMessageWithSource, private: true}
	switch {
	case x.run.bot.Opens(ev):
		l.how, l.form = asForm, x.forms.expect(x.in)
		c = says(x.waiting())
	case x.fromMessage():
		l.how = asUpdate
		c = callback{kind: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	c.goesOn = true
	l.err = x.first(ctx, c)
	return l
}

// late shows an answer that came after the acknowledgement: a private one to
// nobody else, a public one where it belongs.
func (x *exchange) late(ctx context.Context, l lateness, r bot.Response) error {
	if l.form != nil {
		ask, _ := r.(bot.Ask)
		if ask.Sheet.ID != "" {
			x.forms.arrived(l.form, &ask.Sheet)
		} else {
			x.forms.arrived(l.form, nil)
		}
	}
	err := x.settle(ctx, l.how, r)
	if untaken(err) {
		return x.instead(ctx, r, errors.Join(l.err, err))
	}
	return err
}

// untaken reports whether Discord says that there is no first answer, or none
// any more, so that nothing can be written over it or follow it.
func untaken(err error) bool {
	return hasCode(err, codeUnknownWebhook, codeInvalidToken, codeUnknownMessage)
}

// waiting is the message behind which a form will be.
func (x *exchange) waiting() body {
	b := bodyOf([]part{{text: markdown(sayWaiting.Text(x.lang()))}}).private()
	b.Components = append(b.Components, rowOf(
		buttonOf(discordgo.PrimaryButton, labelOpen.In(x.lang()), waitingPrefix+x.in.ID+afterPreface),
	))
	return b
}

// settle shows an answer after the acknowledgement.
func (x *exchange) settle(ctx context.Context, how acknowledgement, r bot.Response) (err error) {
	bot.SwitchResponse(r,
		func(r bot.Reply) { err = x.settleReply(ctx, how, r) },
		func(r bot.Update) { err = x.settleUpdate(ctx, how, r) },
		func(bot.Nothing) {
			if how != asUpdate {
				err = x.remove(ctx)
			}
		},
		func(r bot.Ask) { err = x.settleForm(ctx, how, r.Sheet) },
		func(r bot.Amend) { err = x.settleForm(ctx, how, r.Sheet) },
		func(bot.Reject) {},
	)
	return err
}

// settleForm offers a form that came late.
func (x *exchange) settleForm(ctx context.Context, how acknowledgement, s bot.Sheet) error {
	_, left, err := modalOf(s, false)
	if err != nil {
		return err
	}
	pages, err := prefacePages(preface(s, left, x.lang()))
	if err != nil {
		return err
	}
	if how == asUpdate {
		return x.followUp(ctx, pages)
	}
	return x.replace(ctx, pages)
}

func (x *exchange) settleReply(ctx context.Context, how acknowledgement, r bot.Reply) error {
	pages, err := pagesOf(r.Message, !r.Public)
	if err != nil {
		return err
	}
	switch {
	case how == asUpdate && x.in.prefaced() && !r.Public:
		return x.replace(ctx, pages)
	case how == asUpdate:
		return x.followUp(ctx, pages)
	case !r.Public:
		return x.replace(ctx, pages)
	}
	// What began privately stays private. The public answer is a message of its
	// own.
	note, err := pagesOf(bot.Say(sayPosted.Text(x.lang())), true)
	if err != nil {
		return err
	}
	if err := x.replace(ctx, note); err != nil {
		return err
	}
	return x.followUp(ctx, pages)
}

func (x *exchange) settleUpdate(ctx context.Context, how acknowledgement, r bot.Update) error {
	switch {
	case how == asUpdate && x.in.prefaced() && x.in.origin() != "":
		return x.updateBehind(ctx, r)
	case how == asUpdate:
		pages, err := x.updatePages(r.Message)
		if err != nil {
			return err
		}
		return x.replace(ctx, pages)
	case x.fromMessage() && x.in.Message.Flags&discordgo.MessageFlagsEphemeral == 0:
		if err := x.Edit(ctx, x.in.origin(), r.Message); err != nil {
			return err
		}
		return x.remove(ctx)
	default:
		return x.settleReply(ctx, how, bot.Reply{Message: r.Message})
	}
}

// instead shows an answer whose interaction Discord does not let be answered
// any more: as what follows the interaction if it was acknowledged after all,
// else as a message. A private one becomes a direct message.
func (x *exchange) instead(ctx context.Context, r bot.Response, why error) (err error) {
	err = why
	bot.SwitchResponse(r,
		func(r bot.Reply) {
			if !r.Public || x.in.Guild == "" {
				err = x.insteadPrivate(ctx, r.Message, why)
				return
			}
			_, sendErr := x.sendTo(ctx, x.in.Channel, bot.Outgoing{Key: "i" + x.in.ID, Message: r.Message})
			err = afterwards(why, sendErr)
		},
		func(r bot.Update) {
			if x.fromMessage() && x.in.Message.Flags&discordgo.MessageFlagsEphemeral == 0 {
				err = afterwards(why, x.Edit(ctx, x.in.origin(), r.Message))
				return
			}
			err = x.insteadPrivate(ctx, r.Message, why)
		},
		func(bot.Nothing) {},
		func(r bot.Ask) { err = x.insteadForm(ctx, r.Sheet, why) },
		func(r bot.Amend) { err = x.insteadForm(ctx, r.Sheet, why) },
		func(bot.Reject) {},
	)
	return err
}

func (x *exchange) insteadForm(ctx context.Context, s bot.Sheet, why error) error {
	_, left, _ := modalOf(s, false)
	return x.insteadPrivate(ctx, preface(s, left, x.lang()).Message, why)
}

func (x *exchange) insteadPrivate(ctx context.Context, m bot.Message, why error) error {
	pages, err := pagesOf(m, true)
	if err != nil {
		return errors.Join(why, err)
	}
	if err := x.follow(ctx, http.MethodPost, "", pages[0]); err == nil {
		return afterwards(why, x.followUp(ctx, pages[1:]))
	}
	_, err = x.sendDirect(ctx, bot.Outgoing{Key: "i" + x.in.ID, User: userOf(x.in.who().ID), Message: m})
	return afterwards(why, err)
}

// afterwards is nil when another way led to the screen.
func afterwards(why, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w; and instead: %w", why, err)
}

// openLate opens a form that was not ready when it was due. If it still is not,
// the button stays.
func (x *exchange) openLate(ctx context.Context, late *lateForm) {
	timer := time.NewTimer(x.pace.Acknowledge - time.Since(x.begun))
	defer timer.Stop()
	select {
	case <-late.ready:
	case <-timer.C:
	}
	if sheet := x.forms.take(late); sheet != nil {
		form, _, err := modalOf(*sheet, true)
		form.CustomID += afterPreface
		if err == nil {
			err = x.first(ctx, callback{kind: discordgo.InteractionResponseModal, form: &form})
		}
		x.logFailure(ctx, "a form could not be opened", err)
		return
	}
	x.logFailure(ctx, "a press could not be acknowledged", x.first(ctx, callback{kind: discordgo.InteractionResponseDeferredMessageUpdate}))
}
