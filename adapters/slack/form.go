package slack

import (
	"context"
	"errors"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
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
