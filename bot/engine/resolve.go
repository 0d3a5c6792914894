package engine

import (
	"cmp"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// request is an event whose route is known.
type request struct {
	meta     bot.Meta
	in       bot.Community
	route    *bot.Route
	arg      string
	options  bot.Values
	on       *bot.Source
	wrote    bool // a direct message, which cannot be answered with a form
	chosen   bool // the community is the one that the account chose
	delivery delivery
	sheet    string     // id of the event's draft
	sent     bot.Values // values of a submitted form
	from     int        // the pages of the submitted sheet: from to to-1
	to       int
}

// resolve finds the route and community of an event, from the event alone. in is the
// community if the event names none. The errors are Problems.
func (e *Engine) resolve(ev bot.Event, in bot.CommunityID) (*request, error) {
	r := &request{meta: ev.About(), options: bot.Values{}}
	r.meta.Community = cmp.Or(r.meta.Community, in)
	community := r.meta.Community
	var name string
	switch ev := ev.(type) {
	case bot.UsedCommand:
		r.on = ev.On
		return e.resolveCommand(r, ev)
	case bot.Wrote:
		r.wrote = true
		return e.resolveLine(r, ev.Text)
	case bot.Pressed:
		if community != "" && community != ev.Action.Community {
			return nil, sayElsewhere.Refuse(r.meta.Locale)
		}
		community, name, r.arg = ev.Action.Community, ev.Action.Route, ev.Action.Arg
		if name == openDraft {
			r.sheet = ev.Action.Arg
		}
	case bot.Sent:
		var of bot.CommunityID
		of, r.sheet, r.from, r.to = parseSheet(ev.Sheet)
		if community != "" && community != of {
			return nil, sayElsewhere.Refuse(r.meta.Locale)
		}
		community, name, r.sent = of, openDraft, ev.Values
		if r.sent == nil {
			r.sent = bot.Values{}
		}
	case bot.Opened:
		name = homeRoute
	default:
		return nil, &noAnswer{}
	}
	if err := e.setCommunity(r, community); err != nil {
		return nil, err
	}
	if r.route = e.routes[name]; r.route == nil {
		return nil, sayGone.Refuse(r.meta.Locale)
	}
	return r, nil
}

// setCommunity sets the request's community, or fails if it is not known.
func (e *Engine) setCommunity(r *request, id bot.CommunityID) error {
	if id == "" {
		if len(e.Communities) == 1 {
			r.in = e.Communities[0]
			return nil
		}
		return &communityUnknown{}
	}
	in, ok := e.communities[id]
	if !ok {
		return sayElsewhere.Refuse(r.meta.Locale)
	}
	r.in = in
	return nil
}

func (e *Engine) resolveCommand(r *request, ev bot.UsedCommand) (*request, error) {
	if ev.Command == "" {
		return e.resolveLine(r, ev.Line)
	}
	if err := e.setCommunity(r, r.meta.Community); err != nil {
		return nil, err
	}
	if r.route = e.grammar.byCommand[ev.Command]; r.route == nil {
		if named := e.routes[ev.Command]; named != nil && named.OnMessage != nil && ev.On != nil {
			r.route = named
		}
	}
	if r.route == nil {
		return e.resolveUnknown(r, ev.Command)
	}
	for _, o := range r.route.Options {
		if v := strings.TrimSpace(ev.Options[o.Name]); v != "" {
			r.options[o.Name] = v
		}
	}
	return r, nil
}

func (e *Engine) resolveLine(r *request, line string) (*request, error) {
	if err := e.setCommunity(r, r.meta.Community); err != nil {
		return nil, err
	}
	route, rest, ok := e.grammar.command(line)
	if !ok {
		return e.resolveUnknown(r, line)
	}
	r.route = route
	options, err := readOptions(route.Options, rest)
	if err != nil {
		return nil, inWords(r.meta.Locale, err)
	}
	r.options = options
	return r, nil
}

// resolveUnknown sends input that matches no command to the help route.
func (e *Engine) resolveUnknown(r *request, typed string) (*request, error) {
	if e.Help == "" {
		return nil, sayGone.Refuse(r.meta.Locale)
	}
	r.route = e.routes[e.Help]
	r.options["about"] = strings.TrimLeft(strings.TrimSpace(typed), "/／")
	return r, nil
}

// opens reports whether the answer may be a form.
func (r *request) opens() bool { return !r.wrote && r.asks() }

// asks reports whether a form may be asked, from the route and options alone. A
// direct route with every option given asks none, even if an option is wrong: then
// the fault is shown with a button that opens the form.
func (r *request) asks() bool {
	switch {
	case r.sent != nil:
		return false
	case r.sheet != "":
		return true
	case r.route.Form == nil:
		return false
	case !r.route.Direct:
		return true
	}
	for _, o := range r.route.Options {
		if r.options[o.Name] == "" {
			return true
		}
	}
	return false
}

func (r *request) name() string {
	if r == nil {
		return ""
	}
	return r.route.Name
}

func (r *request) community() bot.CommunityID {
	if r == nil {
		return ""
	}
	return r.in.ID
}
