package slack

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// acknowledge tells Slack to wait no longer, although there is no answer yet. A
// form turns into a modal that says so, which the answer replaces.
func (r *run) acknowledge() {
	if r.kind != aForm {
		r.ack.early(nil)
		return
	}
	wait := notice(titleWait.In(r.locale), sayWorking.In(r.locale), r.locale, r.from)
	r.slow = r.ack.early(slack.NewUpdateViewSubmissionResponse(&wait))
}

// load opens a modal in which the form will appear: a trigger does not live as
// long as storage may take.
func (r *run) load() {
	ctx, cancel := context.WithTimeout(r.s.life, lookTime)
	defer cancel()
	v, err := r.w.api.OpenViewContext(ctx, r.trigger, notice(titleWait.In(r.locale), sayWait.In(r.locale), r.locale, r.from))
	if err != nil {
		r.trouble(ctx, "open a modal meanwhile", err)
		return
	}
	r.loading = v.View.ID
}

// finish has the modal that was shown meanwhile say where the answer is.
func (r *run) finish(ctx context.Context) {
	id := r.loading
	if r.slow {
		id = r.view.ID
	}
	done := notice(titleDone.In(r.locale), sayElsewhere.In(r.locale), r.locale, r.from)
	if err := r.replace(ctx, id, done); err != nil && codeOf(err) != notFound {
		r.trouble(ctx, "end a modal", err)
	}
}

// notFound: the modal was closed.
const notFound = "not_found"

// replace shows a view in the place of one that is open.
func (r *run) replace(ctx context.Context, id string, v slack.ModalViewRequest) error {
	return r.insist(ctx, true, func() error {
		_, err := r.w.api.UpdateViewContext(ctx, v, "", "", id)
		return err
	})
}

// ask opens a form: after another one in its modal, or in the modal that waits
// for it, if there is one.
func (r *run) ask(ctx context.Context, s bot.Sheet) {
	v, err := r.who.renderer().sheet(s, r.from, r.locale, nil)
	if err != nil {
		r.ack.give(nil)
		r.trouble(ctx, "write a form", err)
		r.say(ctx, sayTooLarge.Text(r.locale))
		return
	}
	if r.view != nil && r.ack.give(slack.NewUpdateViewSubmissionResponse(&v)) {
		return
	}
	r.ack.give(nil)
	if err = r.open(ctx, v); err == nil {
		return
	}
	r.trouble(ctx, "open a form", err)
	switch {
	case isUncertain(err) && !isFinal(codeOf(err)): // it may be open
	case r.loading != "" && codeOf(err) == notFound: // closed by the person, who does not want it any more
	default:
		r.offer(ctx, sayOpenForm, s)
	}
}

func (r *run) open(ctx context.Context, v slack.ModalViewRequest) error {
	switch {
	case r.view != nil:
		return r.replace(ctx, r.view.ID, v)
	case r.loading != "":
		return r.replace(ctx, r.loading, v)
	}
	ctx, cancel := context.WithDeadline(ctx, r.begin.Add(triggerTime))
	defer cancel()
	maybeOpen := false
	return r.insist(ctx, true, func() error {
		_, err := r.w.api.OpenViewContext(ctx, r.trigger, v)
		if maybeOpen && codeOf(err) == "exchanged_trigger_id" {
			return nil // a trigger opens one view, so the attempt before did
		}
		maybeOpen = maybeOpen || isUncertain(classify(err))
		return err
	})
}

// offer gives a button that opens the form, with a trigger of its own.
func (r *run) offer(ctx context.Context, words i18n.Line, s bot.Sheet) {
	value, err := reopening(s.Reopen, r.from)
	if err != nil {
		r.say(ctx, sayTryOnce.Text(r.locale))
		return
	}
	m, err := r.who.renderer().message(bot.Say(words.Text(r.locale)))
	if err != nil {
		r.trouble(ctx, "offer a form", err)
		return
	}
	open := slack.NewButtonBlockElement("press-0", value, plainText(labelOpen.In(r.locale)))
	open.Style = slack.StylePrimary
	m.blocks = append(m.blocks, newActions(1, open))
	r.deliver(ctx, m, false)
}

// amend shows faults: in the form as it stands, unless the form has changed.
func (r *run) amend(ctx context.Context, answer bot.Amend) {
	if r.view == nil {
		r.ack.give(nil)
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
	if err := r.replace(ctx, r.view.ID, v); err != nil {
		r.trouble(ctx, "show a form again", err)
		r.offer(ctx, sayMendForm, answer.Sheet)
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
