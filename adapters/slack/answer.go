package slack

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/signed"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// brief answers if that takes nothing but the acknowledgement.
func (r *run) brief(response bot.Response) (done bool) {
	defer panics.Catch(r.cfg.Log, "slack: an answer", nil, "kind", r.kind)
	if r.slow || r.loading != "" {
		return false
	}
	bot.SwitchResponse(response,
		func(a bot.Reply) {
			if r.kind != aCommand || r.from.TS != "" {
				return
			}
			m, err := r.who.renderer().message(a.Message)
			done = err == nil && len(m.files)+len(m.charts) == 0 && r.ack.give(m.reply(a.Public))
		},
		func(bot.Update) {},
		func(bot.Nothing) {
			r.ack.give(nil)
			done = true
		},
		func(bot.Ask) {},
		func(a bot.Amend) {
			done = r.view != nil && sameFields(r.view, a) && r.ack.give(slack.NewErrorsViewSubmissionResponse(a.Faults))
		},
		func(bot.Reject) {
			r.ack.refuse(signed.Replayed)
			done = true
		},
	)
	return done
}

// trouble logs what could not be shown. The person sees nothing of it but that
// an answer is missing, so it is an error.
func (r *run) trouble(ctx context.Context, doing string, err error) {
	r.cfg.Log.ErrorContext(ctx, "slack: "+doing, "id", r.event.About().ID, "community", r.w.Community, "kind", r.kind, "error", err)
}

// answer shows what the bot said. A form replaces the modal that says to wait;
// after anything else it is finished.
func (r *run) answer(ctx context.Context, response bot.Response) {
	finish := true
	bot.SwitchResponse(response,
		func(a bot.Reply) {
			if r.kind == aHome {
				r.publish(ctx, a.Message)
				finish = false
				return
			}
			r.reply(ctx, a.Message, a.Public)
		},
		func(a bot.Update) { r.update(ctx, a.Message) },
		func(bot.Nothing) { r.ack.give(nil) },
		func(a bot.Ask) {
			r.ask(ctx, a.Sheet)
			finish = false
		},
		func(a bot.Amend) {
			r.amend(ctx, a)
			finish = false
		},
		func(bot.Reject) {
			r.ack.refuse(signed.Replayed)
			r.slow = false // whose modal says so is not the person
		},
	)
	if finish && (r.slow || r.loading != "") {
		r.finish(ctx)
	}
}

// say is a private answer in the adapter's own words.
func (r *run) say(ctx context.Context, t bot.Text) { r.reply(ctx, bot.Say(t), false) }

// reply is a new message where the event happened.
func (r *run) reply(ctx context.Context, m bot.Message, public bool) {
	out, err := r.who.renderer().message(m)
	if err != nil {
		r.trouble(ctx, "write an answer", err)
		out, _ = r.who.renderer().message(bot.Say(sayTooLarge.Text(r.locale)))
		public = false
	}
	r.deliver(ctx, out, public)
}

// deliver brings an answer, on the way that costs least: in the
// acknowledgement, through the response_url, or as a message.
func (r *run) deliver(ctx context.Context, m rendered, public bool) {
	if public || isDirect(r.from.Channel) {
		m.files = append(m.files, m.pictures()...)
	}
	if len(m.files) > 0 {
		r.ack.give(nil)
		r.upload(ctx, m, public)
		return
	}
	out := m.reply(public)
	if r.kind == aCommand && r.from.TS == "" && r.ack.give(out) {
		return
	}
	r.ack.give(nil)
	if r.from.ResponseURL != "" {
		out.Thread = r.from.Thread
		err := r.respond(ctx, out)
		if err == nil {
			return
		}
		r.trouble(ctx, "answer through the response_url", err)
		if isUncertain(err) {
			return
		}
	}
	if err := r.post(ctx, m, public); err != nil {
		r.trouble(ctx, "answer with a message", err)
	}
}

// post answers with a message of its own. A private one is seen by nobody else:
// in a channel it is ephemeral, and where that cannot be it is a direct message.
func (r *run) post(ctx context.Context, m rendered, public bool) error {
	direct := isDirect(r.from.Channel)
	if r.from.Channel != "" && !public && !direct {
		err := r.insist(ctx, true, func() error {
			options := append(m.options(), slack.MsgOptionTS(r.from.Thread))
			_, err := r.w.api.PostEphemeralContext(ctx, r.from.Channel, r.user, options...)
			return err
		})
		without := r.w.goWithout(ctx, "chat.postEphemeral", "what only one person is to see comes as a direct message", err)
		if !without && !errors.Is(err, bot.ErrUnreachable) {
			return err
		}
	}
	to := address{w: r.w, who: r.who, id: r.from.Channel, thread: r.from.Thread}
	if r.from.Channel == "" || !public && !direct {
		to = address{w: r.w, who: r.who, id: r.user, person: true}
	}
	// What is not to be found when its reply was lost is sent again.
	return r.insist(ctx, true, func() error {
		_, err := to.post(ctx, mark{answerEvent, keyOf(r.event.About().ID)}, m)
		return err
	})
}

// keyOf names the answer to an event, and tells nothing about it.
func keyOf(event string) string {
	sum := sha256.Sum256([]byte(event))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// update replaces the message whose button was pressed.
func (r *run) update(ctx context.Context, m bot.Message) {
	out, err := r.who.renderer().message(m)
	if err != nil || r.from.TS == "" || len(out.files) > 0 {
		r.reply(ctx, m, false)
		return
	}
	r.ack.give(nil)
	if r.from.ResponseURL != "" {
		w := out.reply(!r.from.Ephemeral)
		w.Replace = true
		if err = r.respond(ctx, w); err == nil {
			return
		}
	}
	if !r.from.Ephemeral {
		err = r.insist(ctx, true, func() error {
			_, _, _, err := r.w.api.UpdateMessageContext(ctx, r.from.Channel, r.from.TS, out.options()...)
			return err
		})
		if err == nil {
			return
		}
	}
	r.trouble(ctx, "replace a message", err)
	if !isUncertain(err) {
		r.from.ResponseURL = "" // used up
		r.reply(ctx, m, false)
	}
}

// upload shares files. There are no files that only one person sees in a
// channel, so that private ones go to the conversation with the person.
func (r *run) upload(ctx context.Context, m rendered, public bool) {
	to := address{w: r.w, who: r.who, id: r.from.Channel, thread: r.from.Thread}
	if !public && !isDirect(to.id) || to.id == "" {
		to = address{w: r.w, who: r.who, id: r.user, person: true}
	}
	if _, err := to.share(ctx, m); err != nil {
		r.trouble(ctx, "share a file", err)
	}
}
