package bottest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// Act does what a person does, and shows what the bot answers.
func (h *MemoryPlatform) Act(ctx context.Context, a Act) error {
	h.mu.Lock()
	g := h.people[a.actor()]
	h.last = nil
	h.mu.Unlock()
	if g == nil {
		return fmt.Errorf("nobody is called %s", a.actor())
	}
	switch a := a.(type) {
	case Type:
		h.deliver(ctx, g, bot.UsedCommand{Meta: h.meta(g, channelID(g.Community, a.Channel)), Line: a.Line}, origin{})
	case Write:
		h.deliver(ctx, g, bot.Wrote{Meta: h.meta(g, ""), Text: a.Text}, origin{})
	case Press:
		m := h.meta(g, h.channelOf(a.Message))
		if a.Place.Kind == AtHome {
			m.Community = g.Community
		}
		h.deliver(ctx, g, bot.Pressed{Meta: m, Action: a.Action, Message: a.Message}, origin{message: a.Message})
	case Submit:
		h.submit(ctx, g, a)
	case Look:
		m := h.meta(g, "")
		m.Community = g.Community
		h.deliver(ctx, g, bot.Opened{Meta: m}, origin{home: true})
	case Join:
		h.deliver(ctx, g, bot.Joined{Meta: h.spaceMeta(g)}, origin{})
	case Leave:
		h.deliver(ctx, g, bot.Left{Meta: h.spaceMeta(g)}, origin{})
	case Post:
		h.post(g, a)
	case Use:
		return h.use(ctx, g, a)
	case Complete:
		return h.complete(ctx, g, a)
	default:
		return fmt.Errorf("this stage cannot play %T", a)
	}
	return nil
}

// meta is that of the next event.
func (h *MemoryPlatform) meta(g *guest, c bot.Channel) bot.Meta {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events++
	m := bot.Meta{
		ID: fmt.Sprintf("%s:e%d", platform, h.events), Community: g.Community, User: h.Account(g.ID),
		Channel: c, Locale: g.Locale, Traits: h.traits,
	}
	if c == "" && !h.several && !h.traits.InlineFaults {
		m.Community = ""
	}
	return m
}

func (h *MemoryPlatform) spaceMeta(g *guest) bot.Meta {
	m := h.meta(g, "")
	m.Community = g.Community
	return m
}

func (h *MemoryPlatform) channelOf(ref bot.MessageRef) bot.Channel {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.messages[ref]; s != nil {
		return s.channel
	}
	return ""
}

func (h *MemoryPlatform) deliver(ctx context.Context, g *guest, ev bot.Event, from origin) {
	h.last = func(ctx context.Context) { h.answer(g, ev.About(), from, h.bot.Dispatch(ctx, ev)) }
	h.last(ctx)
}

// submit sends a form. What it leads to happens where the form was opened.
func (h *MemoryPlatform) submit(ctx context.Context, g *guest, a Submit) {
	h.mu.Lock()
	from := origin{}
	if g.form != nil && g.form.Sheet.ID == a.Sheet {
		from = g.opened
		g.form = nil
	}
	h.mu.Unlock()
	m := h.meta(g, h.channelOf(from.message))
	h.deliver(ctx, g, bot.Sent{Meta: m, Sheet: a.Sheet, Values: a.Values}, from)
}

// answer puts a response on the screen.
func (h *MemoryPlatform) answer(g *guest, m bot.Meta, from origin, r bot.Response) {
	h.mu.Lock()
	defer h.mu.Unlock()
	bot.SwitchResponse(r,
		func(r bot.Reply) { h.reply(g, m, from, r) },
		func(r bot.Update) {
			if s := h.messages[from.message]; s != nil {
				h.shown = append(h.shown, Shown{Place: s.place, Ref: from.message, Edited: true, Message: r.Message})
				return
			}
			h.reply(g, m, origin{}, bot.Reply{Message: r.Message})
		},
		func(bot.Nothing) {},
		func(r bot.Ask) { h.open(g, from, &OpenForm{Sheet: r.Sheet}) },
		func(r bot.Amend) { h.open(g, from, &OpenForm{Sheet: r.Sheet, Faults: r.Faults}) },
		func(bot.Reject) {},
	)
}

func (h *MemoryPlatform) reply(g *guest, m bot.Meta, from origin, r bot.Reply) {
	switch {
	case from.home:
		h.shown = append(h.shown, Shown{Place: Place{Kind: AtHome, Person: g.ID}, Message: r.Message})
	case !r.Public:
		h.put(keptMessage{place: Place{Kind: Private, Person: g.ID}, channel: m.Channel}, r.Message)
	case m.Channel == "":
		h.put(keptMessage{place: Place{Kind: Direct, Person: g.ID}}, r.Message)
	default:
		h.put(keptMessage{place: Place{Kind: Channel, Channel: channelName(m.Channel)}, channel: m.Channel}, r.Message)
	}
}

func (h *MemoryPlatform) open(g *guest, from origin, f *OpenForm) {
	g.form, g.opened = f, from
	h.shown = append(h.shown, Shown{Place: Place{Kind: InForm, Person: g.ID}, Form: f})
}

// post is an ordinary message: the bot does not hear of it.
func (h *MemoryPlatform) post(g *guest, a Post) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := channelID(g.Community, a.Channel)
	ref := h.newRef()
	h.messages[ref] = &keptMessage{place: Place{Kind: Channel, Channel: channelName(c)}, channel: c, author: g.ID}
	source := bot.Source{Ref: ref, Author: h.Account(g.ID), Text: a.Text}
	h.posts = append(h.posts, post{source, c, g.Community})
}

// use finds the message and the route of a shortcut.
func (h *MemoryPlatform) use(ctx context.Context, g *guest, a Use) error {
	on, ok := h.findPost(g.Community, a.Text)
	if !ok {
		return fmt.Errorf("there is no message in a channel to use %q on", a.Label)
	}
	for _, r := range h.bot.Routes() {
		if r.OnMessage != nil && r.OnMessage(g.Locale) == a.Label {
			h.deliver(ctx, g, bot.UsedCommand{Meta: h.meta(g, on.channel), Command: r.Name, On: &on.Source}, origin{})
			return nil
		}
	}
	return fmt.Errorf("no shortcut is called %q", a.Label)
}

func (h *MemoryPlatform) findPost(in bot.CommunityID, text string) (post, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range slices.Backward(h.posts) {
		if p.community == in && strings.Contains(p.Text, text) {
			return p, true
		}
	}
	return post{}, false
}

// complete asks for the option which the line ends in.
func (h *MemoryPlatform) complete(ctx context.Context, g *guest, a Complete) error {
	picks, err := Offers(ctx, h.bot, h.meta(g, channelID(g.Community, "#general")), a.Line)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shown = append(h.shown, Shown{Place: Place{Kind: Offered, Person: g.ID}, Offers: picks})
	return nil
}

// Offers asks the bot what it offers for the option that a line ends in, such
// as "/gig find skill:g". A stage on whose platform nothing is offered as
// people type shows this instead.
func Offers(ctx context.Context, d bot.Dispatcher, m bot.Meta, line string) ([]bot.Pick, error) {
	typed := strings.TrimPrefix(line, "/")
	route, rest := "", ""
	var options []bot.Option
	for _, r := range d.Routes() {
		after, ok := strings.CutPrefix(typed+" ", r.Command+" ")
		if ok && r.Command != "" && (route == "" || len(after) < len(rest)) {
			route, rest, options = r.Name, after, r.Options
		}
	}
	rest = strings.TrimSuffix(rest, " ")
	option, value, at := "", "", -1
	for _, o := range options {
		if i := strings.LastIndex(" "+rest, " "+o.Name+":"); i > at {
			option, value, at = o.Name, rest[i+len(o.Name)+1:], i
		}
	}
	if option == "" {
		return nil, fmt.Errorf("%q does not end in an option of a command, such as /gig find skill:g", line)
	}
	return d.Complete(ctx, m, route, option, strings.TrimSpace(value)), nil
}
