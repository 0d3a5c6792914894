package engine

import (
	"cmp"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// request is an event whose route is known.
type request struct {
	meta    bot.Meta
	in      bot.Community
	route   *bot.Route
	arg     string
	options bot.Values
	on      *bot.Source
	wrote   bool       // a direct message, which no platform answers with a form
	chosen  bool       // the community is the one that the account chose before
	sheet   string     // the draft that the event is about
	sent    bot.Values // its values, for a form that was sent
	from    int        // the pages that the sent sheet held
	to      int
}

// resolve finds out which route, in which community, an event is for: in, where
// the event does not say. It uses nothing but the event. Its errors are in
// words.
func (e *Engine) resolve(ev bot.Event, in bot.CommunityID) (*request, error) {
	r := &request{meta: ev.About(), options: bot.Values{}}
	r.meta.Community = cmp.Or(r.meta.Community, in)
	community := r.meta.Community
	name := ""
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
		return nil, &nothing{}
	}
	if err := e.place(r, community); err != nil {
		return nil, err
	}
	if r.route = e.routes[name]; r.route == nil {
		return nil, sayGone.Refuse(r.meta.Locale)
	}
	return r, nil
}

// place puts the request into its community.
func (e *Engine) place(r *request, id bot.CommunityID) error {
	if id == "" {
		if len(e.Communities) == 1 {
			r.in = e.Communities[0]
			return nil
		}
		return &whichCommunity{}
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
	if err := e.place(r, r.meta.Community); err != nil {
		return nil, err
	}
	if r.route = e.grammar.byCommand[ev.Command]; r.route == nil {
		if named := e.routes[ev.Command]; named != nil && named.OnMessage != nil && ev.On != nil {
			r.route = named
		}
	}
	if r.route == nil {
		return e.lost(r, ev.Command)
	}
	for _, o := range r.route.Options {
		if v := strings.TrimSpace(ev.Options[o.Name]); v != "" {
			r.options[o.Name] = v
		}
	}
	return r, nil
}

func (e *Engine) resolveLine(r *request, line string) (*request, error) {
	if err := e.place(r, r.meta.Community); err != nil {
		return nil, err
	}
	route, rest, ok := e.grammar.command(line)
	if !ok {
		return e.lost(r, line)
	}
	r.route = route
	options, err := readOptions(route.Options, rest)
	if err != nil {
		return nil, inWords(r.meta.Locale, err)
	}
	r.options = options
	return r, nil
}

// lost takes what nothing else understands to the help.
func (e *Engine) lost(r *request, typed string) (*request, error) {
	if e.Help == "" {
		return nil, sayGone.Refuse(r.meta.Locale)
	}
	r.route = e.routes[e.Help]
	r.options["about"] = strings.TrimLeft(strings.TrimSpace(typed), "/／")
	return r, nil
}

// opens decides whether the answer may be a form.
func (r *request) opens() bool { return !r.wrote && r.asks() }

// asks decides, from the route and the options alone, whether a form may be due.
// For a direct route that was given every option none is, even when an option
// is wrong: the fault is said, and a button opens the form.
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
