package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// acknowledge tells Slack to wait no longer, although there is no answer yet. A
// form turns into a modal that says so, which the answer replaces.
func (r *run) acknowledge() {
	if r.kind != aForm {
		r.ack.give(nil)
		return
	}
	wait := notice(titleWait.In(r.locale), sayWorking.In(r.locale), r.locale, r.from)
	r.slow = r.ack.give(slack.NewUpdateViewSubmissionResponse(&wait))
}

// load opens a modal in which the form will appear: a trigger does not live as
// long as storage may take.
func (r *run) load(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	v, err := r.w.api.OpenViewContext(ctx, r.trigger, notice(titleWait.In(r.locale), sayWait.In(r.locale), r.locale, r.from))
	if err != nil {
		r.trouble(ctx, "open a modal meanwhile", err)
		return
	}
	r.loading = v.View.ID
}

// trouble logs what could not be shown. The person sees nothing of it but that
// an answer is missing, so it is an error.
func (r *run) trouble(ctx context.Context, doing string, err error) {
	r.cfg.Log.ErrorContext(ctx, "slack: "+doing, "id", r.event.About().ID, "community", r.w.Community, "kind", r.kind, "error", err)
}

// answer shows what the bot said.
func (r *run) answer(ctx context.Context, response bot.Response) {
	switch response := response.(type) {
	case bot.Ask:
		r.ack.give(nil)
		r.ask(ctx, response.Sheet)
		return
	case bot.Amend:
		r.amend(ctx, response)
		return
	case bot.Reply:
		if r.kind == aHome {
			r.publish(ctx, response.Message)
			return
		}
		r.reply(ctx, response.Message, response.Public)
	case bot.Update:
		r.update(ctx, response.Message)
	default:
		r.ack.give(nil)
	}
	if r.slow || r.loading != "" {
		r.finish(ctx)
	}
}

// finish has the modal that was shown meanwhile say where the answer is.
func (r *run) finish(ctx context.Context) {
	id := r.loading
	if r.slow {
		id = r.view.ID
	}
	done := notice(titleDone.In(r.locale), sayElsewhere.In(r.locale), r.locale, r.from)
	if _, err := r.w.api.UpdateViewContext(ctx, done, "", "", id); err != nil && codeOf(err) != "not_found" {
		r.trouble(ctx, "end a modal", err)
	}
}

// ask opens a form, in the modal that is there already if there is one.
func (r *run) ask(ctx context.Context, s bot.Sheet) {
	v, err := r.who.renderer().sheet(s, r.from, r.locale, nil)
	if err != nil {
		r.trouble(ctx, "write a form", err)
		r.say(ctx, sayTooLarge.Text(r.locale))
		return
	}
	if r.loading != "" {
		_, err = r.w.api.UpdateViewContext(ctx, v, "", "", r.loading)
		if err == nil {
			return
		}
		r.trouble(ctx, "show a form in the modal that waits for it", err)
		if codeOf(err) == "not_found" { // closed by the person, who does not want it any more
			return
		}
	} else {
		_, err = r.w.api.OpenViewContext(ctx, r.trigger, v)
		if err == nil {
			return
		}
		r.trouble(ctx, "open a form", err)
		if errors.Is(r.w.classify(err), bot.ErrUncertain) && codeOf(err) == "" {
			return // it may be open
		}
	}
	r.offer(ctx)
}

// offer gives a button that opens the form, with a trigger of its own.
func (r *run) offer(ctx context.Context) {
	value, ok := "", false
	switch e := r.event.(type) {
	case bot.Pressed:
		value, ok = e.Action.Encode(), true
	case bot.UsedCommand:
		value, ok = againValue(e.Line)
		ok = ok && e.On == nil
	}
	if !ok {
		r.say(ctx, sayTryOnce.Text(r.locale))
		return
	}
	m, err := r.who.renderer().message(bot.Say(sayOpenForm.Text(r.locale)))
	if err != nil {
		r.trouble(ctx, "offer a form", err)
		return
	}
	open := slack.NewButtonBlockElement("press-0", value, plainText(labelOpen.In(r.locale)))
	open.Style = slack.StylePrimary
	m.blocks = append(m.blocks, slack.NewActionBlock(blockID(kindButtons, 1), open))
	r.deliver(ctx, m, false)
}

// amend shows faults: in the form as it stands, unless the form has changed.
func (r *run) amend(ctx context.Context, answer bot.Amend) {
	if r.view == nil {
		r.trouble(ctx, "show a form again", errors.New("faults in a form that nobody sent"))
		return
	}
	if sameFields(r.view, answer) {
		if r.ack.give(slack.NewErrorsViewSubmissionResponse(answer.Faults)) {
			return
		}
	}
	v, err := r.who.renderer().sheet(answer.Sheet, r.from, r.locale, answer.Faults)
	if err != nil {
		r.trouble(ctx, "show a form again", err)
		r.ack.give(nil)
		r.say(ctx, sayTooLarge.Text(r.locale))
		return
	}
	if r.ack.give(slack.NewUpdateViewSubmissionResponse(&v)) {
		return
	}
	if _, err := r.w.api.UpdateViewContext(ctx, v, "", "", r.view.ID); err != nil {
		r.trouble(ctx, "show a form again", err)
	}
}

// sameFields reports whether the form on the screen asks what the sheet asks,
// so that Slack can show every fault beside its field.
func sameFields(v *view, answer bot.Amend) bool {
	asked := map[string]bool{}
	for _, b := range v.Blocks {
		if b.Type == "input" {
			asked[b.BlockID] = true
		}
	}
	n := 0
	for _, page := range answer.Sheet.Sections {
		for _, f := range page.Fields {
			n++
			if !asked[f.About().Name] {
				return false
			}
		}
	}
	for name := range answer.Faults {
		if !asked[name] {
			return false
		}
	}
	return n == len(asked) && len(answer.Faults) > 0
}

// formErrors says something beside the first field of a form.
func formErrors(v *view, words string) any {
	if v != nil {
		for _, b := range v.Blocks {
			if b.Type == "input" {
				return slack.NewErrorsViewSubmissionResponse(map[string]string{b.BlockID: words})
			}
		}
	}
	return nil
}

// publish shows the home page. If another one was published since the person
// opened it, this one is written anew, so that the later one is not older.
func (r *run) publish(ctx context.Context, m bot.Message) {
	r.ack.give(nil)
	v, err := r.who.renderer().home(m)
	if err == nil {
		_, err = r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: v, Hash: hash(r.hash)})
	}
	if codeOf(err) == "hash_conflict" {
		reply, ok := r.bot.Dispatch(ctx, withLocale(r.event, r.locale)).(bot.Reply)
		if !ok {
			return
		}
		if v, err = r.who.renderer().home(reply.Message); err == nil {
			_, err = r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: v})
		}
	}
	if err != nil {
		r.trouble(ctx, "publish a home page", err)
		sorry, _ := r.who.renderer().home(bot.Say(sayHomeWait.Text(r.locale)))
		_, _ = r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: sorry})
	}
}

func hash(s string) *string {
	if s == "" {
		return nil
	}
	return &s
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
		if errors.Is(err, bot.ErrUncertain) {
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
	options := append(m.options(), slack.MsgOptionTS(r.from.Thread))
	switch direct := isDirect(r.from.Channel); {
	case public && r.from.Channel != "" || direct:
		return r.posted(r.w.api.PostMessageContext(ctx, r.from.Channel, options...))
	case r.from.Channel != "":
		_, err := r.w.api.PostEphemeralContext(ctx, r.from.Channel, r.user, options...)
		if err = r.w.classify(err); err == nil || !errors.Is(err, bot.ErrUnreachable) {
			return err
		}
	}
	return r.posted(r.w.api.PostMessageContext(ctx, r.user, m.options()...))
}

func (r *run) posted(_, ts string, err error) error {
	if err == nil && ts == "" {
		err = errors.New("slack gave no timestamp")
	}
	return r.w.classify(err)
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
		_, _, _, err = r.w.api.UpdateMessageContext(ctx, r.from.Channel, r.from.TS, out.options()...)
		if err = r.w.classify(err); err == nil {
			return
		}
	}
	r.trouble(ctx, "replace a message", err)
	if !errors.Is(err, bot.ErrUncertain) {
		r.from.ResponseURL = "" // used up
		r.reply(ctx, m, false)
	}
}

// upload shares files. There are no files that only one person sees in a
// channel, so that private ones go to the conversation with the person.
func (r *run) upload(ctx context.Context, m rendered, public bool) {
	to := r.from.Channel
	if !public && !isDirect(to) || to == "" {
		c, _, _, err := r.w.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{r.user}})
		if err != nil {
			r.trouble(ctx, "open a conversation for a file", err)
			return
		}
		to = c.ID
	}
	if err := r.w.share(ctx, to, r.from.Thread, m); err != nil {
		r.trouble(ctx, "share a file", err)
	}
}

// patience is how long an answer waits when Slack asks to.
const patience = 5 * time.Second

// respond posts to the response_url. Trying again is for what certainly had no
// effect.
func (r *run) respond(ctx context.Context, out reply) error {
	for try := 0; ; try++ {
		err := r.respondOnce(ctx, out)
		var after bot.TryAfter
		if !errors.As(err, &after) || try > 0 {
			return err
		}
		wait := time.NewTimer(min(time.Duration(after.Seconds)*time.Second, patience))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return fmt.Errorf("%w: %w", err, ctx.Err())
		}
	}
}
