package adaptertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// memoryAdapter is the adapter of a platform in memory, and a Stage with it.
// Without a flaw it keeps every promise.
type memoryAdapter struct {
	*memoryPlatform
	flaw flaw

	bot  bot.Dispatcher
	life context.Context // of the bot; ends when it is lowered
	end  context.CancelFunc
	busy sync.WaitGroup

	noting  sync.Mutex           // of what follows
	waiting map[string]bot.Sheet // late forms, behind buttons
	last    func() error         // delivers the last turn again
	latest  string               // who acted last
	printed bot.MessageRef       // the last message that was an answer
	deaf    bool                 // does not hear the next act
}

func newMemoryAdapter(f flaw, t bot.Traits, patience time.Duration) *memoryAdapter {
	return &memoryAdapter{flaw: f, waiting: map[string]bot.Sheet{}, memoryPlatform: &memoryPlatform{
		traits: t, patience: patience, people: map[string]*reader{}, messages: map[bot.MessageRef]*storedMessage{}, keys: map[string]bot.MessageRef{},
	}}
}

// note changes what the adapter remembers.
func (c *memoryAdapter) note(change func()) {
	c.noting.Lock()
	defer c.noting.Unlock()
	change()
}

func (c *memoryAdapter) has(f flaw) bool { return c.flaw == f }

func (c *memoryAdapter) Adapter() bot.Adapter { return c }
func (c *memoryAdapter) Traits() bot.Traits   { return c.traits }

func (c *memoryAdapter) Run(ctx context.Context, _ bot.Dispatcher) error {
	<-ctx.Done()
	return nil
}

func (c *memoryAdapter) Raise(_ context.Context, d bot.Dispatcher) error {
	c.bot = d
	c.life, c.end = context.WithCancel(context.Background())
	return nil
}

func (c *memoryAdapter) Reconnect() bool {
	c.note(func() { c.deaf = c.has(deafAfterReconnect) })
	return true
}

func (c *memoryAdapter) Lower() error {
	if c.has(hurriesTheEnd) {
		c.end()
	}
	c.busy.Wait()
	c.end()
	return nil
}

// handle takes an event to its answer.
func (c *memoryAdapter) handle(t *turn, e func(bot.Meta) bot.Event) {
	c.busy.Add(1)
	defer c.busy.Done()
	deaf := false
	c.note(func() { c.latest, deaf, c.deaf = t.who, c.deaf, false })
	if deaf {
		return
	}
	event := e(c.meta(t))
	answers := make(chan bot.Response, 1)
	go func() { answers <- c.bot.Dispatch(c.life, event) }()
	acknowledge := time.NewTimer(c.patience * 2 / 3)
	defer acknowledge.Stop()
	if c.has(acknowledgesEarly) {
		t.acknowledge()
	}
	if c.has(neverAcknowledges) {
		acknowledge.Stop()
	}
	select {
	case r := <-answers:
		c.show(t, r, false)
	case <-acknowledge.C:
		c.show(t, c.meanwhile(t, event, answers), true)
	}
}

// meanwhile acknowledges, and waits.
func (c *memoryAdapter) meanwhile(t *turn, e bot.Event, answers <-chan bot.Response) bot.Response {
	if !c.bot.Opens(e) {
		t.acknowledge()
		return <-answers
	}
	key := "wait:" + t.id
	ref, _ := t.say([]ink{{text: "Soon."}, {buttons: []knob{{label: "Open", value: key}}}}, false)
	r := <-answers
	if ask, ok := r.(bot.Ask); ok {
		c.note(func() { c.waiting[key] = ask.Sheet })
		c.mu.Lock()
		defer c.mu.Unlock()
		_ = c.replace(ref, []ink{{text: "Now."}, {buttons: []knob{{label: "Open", value: key}}}}) // it is there
		return bot.Nothing{}
	}
	return r
}

// show brings an answer to the screen.
func (c *memoryAdapter) show(t *turn, r bot.Response, late bool) {
	if late && c.has(dropsLateAnswers) {
		return
	}
	if c.has(swapsPeople) {
		c.note(func() { t.who = c.latest })
	}
	bot.SwitchResponse(r,
		func(r bot.Reply) {
			if c.has(showsHomeElsewhere) {
				t.home = false
			}
			c.say(t, r.Message, c.visible(r.Public, late))
		},
		func(r bot.Update) { c.update(t, r, late) },
		func(bot.Nothing) {
			t.acknowledge()
			if c.has(showsNothing) {
				_, _ = t.say([]ink{{text: "Done."}}, false)
			}
		},
		func(r bot.Ask) {
			if err := t.open(c.formed(r.Sheet), nil); err != nil {
				c.note(func() { c.waiting["wait:"+t.id] = r.Sheet })
				_, _ = t.say([]ink{{text: "Open the form."}, {buttons: []knob{{label: "Open", value: "wait:" + t.id}}}}, false)
			}
		},
		func(r bot.Amend) { c.amend(t, r) },
		func(bot.Reject) { t.acknowledge() },
	)
}

// visible reports whether everybody sees a reply.
func (c *memoryAdapter) visible(public, late bool) bool {
	switch c.flaw {
	case showsPrivateToAll:
		return true
	case hidesPublic:
		return false
	case showsLateToAll:
		return public || late
	}
	return public
}

func (c *memoryAdapter) amend(t *turn, r bot.Amend) {
	s, faults := c.formed(r.Sheet), r.Faults
	switch c.flaw {
	case losesFaults:
		faults = map[string]string{}
	case closesAmended:
		t.acknowledge()
		return
	}
	if t.open(s, faults) == nil {
		return
	}
	// The form was acknowledged; here it can still be shown again.
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = append(c.shown, bottest.Shown{
		Place: bottest.Place{Kind: bottest.InForm, Person: t.who}, Form: &bottest.OpenForm{Sheet: s, Faults: faults},
	})
	if c.has(acknowledgesEarly) {
		c.shown[len(c.shown)-1].Form.Faults = nil // the form was closed
	}
}

func (c *memoryAdapter) formed(s bot.Sheet) bot.Sheet {
	switch c.flaw {
	case losesPrefilled:
		s.Values = bot.Values{}
	case losesHints:
		s.Sections = slices.Clone(s.Sections)
		for i, page := range s.Sections {
			s.Sections[i] = bot.Page{Heading: page.Heading}
			for _, f := range page.Fields {
				if in, ok := f.(bot.Input); ok {
					in.Hint = ""
					f = in
				}
				s.Sections[i].Fields = append(s.Sections[i].Fields, f)
			}
		}
	}
	return s
}

func (c *memoryAdapter) say(t *turn, m bot.Message, public bool) {
	for _, page := range c.pages(m) {
		ref, _ := t.say(page, public) // if it is too late, the person knows
		c.note(func() { c.printed = ref })
	}
}

func (c *memoryAdapter) update(t *turn, r bot.Update, late bool) {
	ref := t.message
	switch {
	case c.has(updatesTheLatest) && ref != "":
		c.note(func() { ref = c.printed })
	case c.has(updatesAsNew), late && c.has(updatesLateAsNew), t.form && c.has(forgetsWhereFormsWere):
		ref = ""
	}
	pages := c.pages(r.Message)
	if ref == "" || len(pages) > 1 || t.update(ref, pages[0]) != nil {
		c.say(t, r.Message, false)
	}
}

// meta is what is known about a turn.
func (c *memoryAdapter) meta(t *turn) bot.Meta {
	c.mu.Lock()
	p := c.people[t.who]
	c.mu.Unlock()
	m := bot.Meta{ID: t.id, Community: bottest.Home, User: c.Account(t.who), Locale: p.Locale, Traits: c.traits}
	if t.channel != "" {
		m.Channel = c.Channel(bottest.Home, t.channel)
	}
	switch c.flaw {
	case speaksJapanese:
		m.Locale = bot.Japanese
	case losesChannels:
		m.Channel = ""
	case numbersByPerson:
		m.ID = t.who
	}
	return m
}

// Profile is what the platform knows.
func (c *memoryAdapter) Profile(_ context.Context, u bot.User) (bot.Profile, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.people[strings.TrimPrefix(string(u), "paper:")]
	if p == nil || u.Platform() != "paper" {
		return bot.Profile{}, fmt.Errorf("profile: %w", bot.ErrUnreachable)
	}
	out := bot.Profile{Name: p.Name, Locale: p.Locale, Zone: "Asia/Tokyo", Roles: p.Roles, Deactivated: p.gone}
	switch c.flaw {
	case losesRoles:
		out.Roles &= bot.Insider
	case makesEverybodyInsider:
		out.Roles |= bot.Insider
	case inventsZones:
		out.Zone = "JST"
	}
	return out, nil
}
