package bot

import "context"

// Feature is a value that holds everything one feature adds to the bot.
type Feature struct {
	Name    string
	Routes  []Route
	Notices []Notice
	Jobs    []Job
	// Home adds to the home page of the person in the call; no blocks if there
	// is nothing to show.
	Home func(context.Context, *Call) ([]Block, error)
}

// Route is one thing a person can make the bot do.
type Route struct {
	// Name is "<feature>.<verb>", at most MaxRoute bytes.
	Name string
	// Command is what people type, such as "gig post"; empty for a route that
	// is reached by buttons only.
	Command string
	// OnMessage offers the route on messages in channels, under this name; nil
	// if it is not offered there.
	OnMessage func(Locale) string
	// Summary says in one line what the route does, for help and completion.
	Summary func(Locale) string
	// Options are what may follow the command. Those named like a field of the
	// form fill it in.
	Options []Option
	// Allow is who may: one of these roles is enough. The engine checks it at
	// every event, also when a form comes back.
	Allow Role
	// Form, if set, is asked before Do. It is quick, has no effect, and is called
	// again when the form is sent, so that what is allowed then counts. A form
	// without pages asks nothing: Do runs at once.
	Form func(context.Context, *Call) (Form, error)
	// Direct lets a command skip the form if its options fill every required
	// field without fault. Never set it where consent or a preview is due.
	Direct bool
	// Do runs the route. It runs again from the start if its commit conflicts
	// with another one, so its only effects are writes under Call.Once.
	Do func(context.Context, *Call) (Answer, error)
}

// Option is one thing that can follow a command, typed as name:value.
type Option struct {
	Name    string
	Summary func(Locale) string
	Kind    OptionKind
	// Query allows a value to begin with a word and a colon, as queries do,
	// without being taken for another option. For a route's first option, which
	// may be typed without its name.
	Query bool
	// Required refuses the command without it. For routes with a form, leave
	// it to the form.
	Required bool
	// Complete offers values for what was typed so far, best first, at most
	// MaxPicks; nil where there is nothing to offer. It runs for people who may
	// use the route.
	Complete func(ctx context.Context, c *Call, typed string) ([]Pick, error)
}

// OptionKind is the type of an option's value.
type OptionKind string

const (
	OptionText   OptionKind = "text"
	OptionNumber OptionKind = "number"
	OptionDay    OptionKind = "day"
	OptionPerson OptionKind = "person"
)
