package bottest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// player plays one script once.
type player struct {
	script  *script
	stage   Stage
	traits  bot.Traits
	world   *world
	merge   bool // walk through the parts of a form, so that it reads as one
	screens screens
	forms   map[string]*filling // by person
	walked  map[bot.MessageRef]bool
	twice   bool
	actor   string
	blocks  []*block   // what the current step shows
	out     [][]*block // what each step before it showed
}

// block is something that came up in one place.
type block struct {
	head string
	body []string
	open bool // parts of the form were not seen: anything may follow
	// apart: the answer to a form that came in parts, in the private message that led
	// from one to the next, and not where the form was opened.
	apart bool
	actor string // who acted then
	// unless, if not nil, makes this no block but room for faults in parts that
	// were not seen; these fields were.
	unless []string
}

// wrong is why a step cannot be played, with what led to it.
func (p *player) wrong(s *step, err error) error {
	err = fmt.Errorf("%s:%d: (%s) %w", p.script.name, s.line, manner(p.traits), err)
	if n := len(p.out); n > 0 {
		if above := p.script.steps[n-1]; len(p.out[n-1]) > 0 {
			var lines []string
			for _, l := range linesOf(p.out[n-1]) {
				lines = append(lines, shown(l))
			}
			err = fmt.Errorf("%w\nbefore that:\n%s\n%s", err, above.raw[0], strings.Join(lines, "\n"))
		}
	}
	return err
}

func (p *player) play(ctx context.Context) error {
	for _, s := range p.script.steps {
		p.blocks, p.actor = nil, ""
		if err := p.step(ctx, s.do); err != nil {
			return p.wrong(s, err)
		}
		p.out = append(p.out, p.blocks)
	}
	return nil
}

func (p *player) step(ctx context.Context, do deed) error {
	if _, ok := do.(again); ok {
		p.twice = true
		return nil
	}
	if a, ok := do.(act); ok {
		if err := p.act(ctx, a); err != nil {
			return err
		}
	} else if err := p.world.change(ctx, p, do); err != nil {
		return err
	}
	if err := errors.Join(p.world.rest(ctx), p.world.failed()); err != nil {
		return err
	}
	return p.presentOthers(p.stage.Shown())
}

func (p *player) act(ctx context.Context, a act) error {
	if _, ok := p.screens.people[a.who]; !ok {
		return fmt.Errorf("nobody is called %s: declare them with ! person", a.who)
	}
	if p.world.stopped {
		return fmt.Errorf("the bot is stopped, and hears nothing: ! start it first")
	}
	p.actor = a.who
	if err := p.perform(ctx, a); err != nil {
		return err
	}
	if err := p.present(p.stage.Shown()); err != nil {
		return err
	}
	if !p.twice {
		return nil
	}
	p.twice = false
	if err := p.stage.Again(ctx); err != nil {
		return err
	}
	before := len(p.blocks)
	if err := p.present(p.stage.Shown()); err != nil {
		return err
	}
	for _, b := range p.blocks[before:] {
		b.head = "again, " + b.head
	}
	return nil
}

func (p *player) perform(ctx context.Context, a act) error {
	switch what := a.what.(type) {
	case types:
		return p.stage.Act(ctx, Type{a.who, what.channel, p.meant(what.line)})
	case writes:
		return p.stage.Act(ctx, Write{a.who, p.meant(what.text)})
	case posts:
		return p.stage.Act(ctx, Post{a.who, what.channel, what.text})
	case uses:
		return p.stage.Act(ctx, Use{a.who, what.label, what.text})
	case completes:
		return p.stage.Act(ctx, Complete{a.who, what.line})
	case looks:
		return p.stage.Act(ctx, Look{a.who})
	case joins:
		return p.stage.Act(ctx, Join{a.who})
	case leaves:
		return p.stage.Act(ctx, Leave{a.who})
	case presses:
		f, err := p.screens.find(a.who, what)
		if err != nil && what.earlier && p.merge { // what was to change may have been answered apart
			what.earlier = false
			f, err = p.screens.find(a.who, what)
		}
		if err != nil {
			return err
		}
		return p.stage.Act(ctx, Press{a.who, forge(f.button.Action, what.forged), f.in.ref, f.in.place})
	case fills:
		return p.fill(ctx, a.who, what)
	case dismisses:
		if p.forms[a.who] == nil {
			return fmt.Errorf("%s has no form open", a.who)
		}
		delete(p.forms, a.who)
		return nil
	default:
		return fmt.Errorf("an act that cannot be played: %T", what)
	}
}

// present prints what came up, in order.
func (p *player) present(shown []Shown) error {
	for _, n := range shown {
		b, err := p.print(n)
		if err != nil {
			return err
		}
		p.blocks = append(p.blocks, b...)
	}
	return nil
}

// presentOthers prints what came up for everybody, in an order that does not
// depend on which message was sent first: the actor's, channels, other people.
func (p *player) presentOthers(shown []Shown) error {
	type ranked struct {
		key    string
		blocks []*block
	}
	var all []ranked
	for _, n := range lastOfEach(shown) {
		b, err := p.print(n)
		if err != nil {
			return err
		}
		rank := "2 " + n.Place.Person
		switch {
		case n.Place.Person == p.actor && p.actor != "":
			rank = "0"
		case n.Place.Kind == Channel:
			rank = "1 " + n.Place.Channel
		}
		all = append(all, ranked{rank + "\n" + strings.Join(linesOf(b), "\n"), b})
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(a.key, b.key) })
	for _, r := range all {
		p.blocks = append(p.blocks, r.blocks...)
	}
	return nil
}

// lastOfEach keeps of each message what it reads in the end.
func lastOfEach(shown []Shown) []Shown {
	at := map[bot.MessageRef]int{}
	var last []Shown
	for _, n := range shown {
		if i, ok := at[n.Ref]; ok && n.Ref != "" {
			n.Edited = last[i].Edited
			last[i] = n
			continue
		}
		at[n.Ref] = len(last)
		last = append(last, n)
	}
	return last
}

// print is what a script says about n; nothing if it changes nothing.
func (p *player) print(n Shown) ([]*block, error) {
	if n.Form != nil {
		return p.printForm(n)
	}
	if n.Place.Kind == Offered {
		b := &block{head: "offers:"}
		for _, pick := range n.Offers {
			b.body = append(b.body, oneLine(pick.Value)+": "+oneLine(pick.Label))
		}
		return []*block{b}, nil
	}
	if err := CheckMessage(n.Message); err != nil {
		return nil, fmt.Errorf("what is shown is outside of the limits: %w\n%s", err, strings.Join(printMessage(n.Message), "\n"))
	}
	apart := p.walked[n.Ref]
	if apart {
		n.Edited = false
		delete(p.walked, n.Ref)
	}
	if !p.screens.notice(n) {
		return nil, nil
	}
	return []*block{{head: p.head(n), body: printMessage(n.Message), apart: apart, actor: p.actor}}, nil
}

func (p *player) head(n Shown) string {
	var head string
	switch n.Place.Kind {
	case Private:
		head = "only " + n.Place.Person
		if n.Place.Person == p.actor {
			head = "only you"
		}
	case Direct:
		head = n.Place.Person + ", direct"
	case Channel:
		head = "everyone in " + n.Place.Channel
	case AtHome:
		return "home:"
	default:
		head = string(n.Place.Kind)
	}
	if n.Place.Thread {
		head += ", thread"
	}
	if n.Edited {
		head += ", update"
	}
	return head + ":"
}

// linesOf is blocks as they stand in a script, with a mark where not everything
// was seen: no message can contain it.
func linesOf(blocks []*block) []string {
	var out []string
	for _, b := range blocks {
		if b.unless != nil {
			out = append(out, moreFaults+strings.Join(b.unless, " "))
			continue
		}
		if b.apart {
			out = append(out, answeredApart+b.actor)
		} else {
			out = append(out, "  "+b.head)
		}
		for _, l := range b.body {
			out = append(out, "    "+l)
		}
		if b.open {
			out = append(out, moreFields)
		}
	}
	return out
}

const (
	onlyYou       = "  only you:"
	answeredApart = onlyYou + "\x00" // and who acted
	moreFields    = "    \x00"
	moreFaults    = "  fault \x00"
)
