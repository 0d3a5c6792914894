package bot

// Event is something that a person did: UsedCommand, Pressed, Sent, Opened,
// Wrote, Joined or Left.
type Event interface {
	About() Meta
	// WithMeta is the event with another meta.
	WithMeta(Meta) Event
}

// Meta is what every event has.
type Meta struct {
	// ID is the same when the platform delivers the same event again, and
	// different for everything else.
	ID string
	// Delivery names the signed request that brought the event, so that a copy of
	// the request is rejected whichever process it is sent to. It is another one
	// when the platform delivers the event again; empty where nobody can send a
	// copy, as over a connection that the bot opened itself.
	Delivery string
	// Community is the one that the event's workspace or server belongs to, as
	// the adapter knows from the configuration. It is empty where the event
	// names no server, such as in a Discord direct message.
	Community CommunityID
	User      User
	Channel   Channel // empty in direct messages and on home pages
	Locale    Locale  // of the person's client
	Traits    Traits  // of the screen which the answer will be shown on
}

// About is the meta itself, so that events embed it.
func (m Meta) About() Meta { return m }

// UsedCommand is a slash command, or a message shortcut.
//
// Platforms with typed options set Command to a route's command ("gig post")
// and Options; platforms where people type a line set Line ("/gig post pay:…",
// with or without the slash), which the engine reads. A shortcut sets Command to the route's
// name and On to the message that it was used on.
type UsedCommand struct {
	Meta
	Command string
	Options Values
	Line    string
	On      *Source
}

// Source is a message that a person wrote in a channel. Drafts store it.
type Source struct {
	Ref    MessageRef `json:"Ref"`
	Author User       `json:"Author"`
	Text   string     `json:"Text"`
}

// Pressed is a button. Message is where it was, if the platform says so.
type Pressed struct {
	Meta
	Action  Action
	Message MessageRef
}

// Sent is a submitted form, or one sheet of it. Sheet is the sheet's id.
type Sent struct {
	Meta
	Sheet  string
	Values Values
}

// Opened is a visit to the home page.
type Opened struct{ Meta }

// Wrote is a direct message to the bot.
type Wrote struct {
	Meta
	Text string
}

// Joined is somebody joining the workspace or server.
type Joined struct{ Meta }

// Left is somebody leaving the workspace or server, or being deactivated.
type Left struct{ Meta }

// WithMeta implements Event.
func (e UsedCommand) WithMeta(m Meta) Event { e.Meta = m; return e }

// WithMeta implements Event.
func (e Pressed) WithMeta(m Meta) Event { e.Meta = m; return e }

// WithMeta implements Event.
func (e Sent) WithMeta(m Meta) Event { e.Meta = m; return e }

// WithMeta implements Event.
func (e Opened) WithMeta(m Meta) Event { e.Meta = m; return e }

// WithMeta implements Event.
func (e Wrote) WithMeta(m Meta) Event { e.Meta = m; return e }

// WithMeta implements Event.
func (e Joined) WithMeta(m Meta) Event { e.Meta = m; return e }

// WithMeta implements Event.
func (e Left) WithMeta(m Meta) Event { e.Meta = m; return e }
