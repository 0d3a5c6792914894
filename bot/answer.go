package bot

// Response is what an adapter is told to show: an Answer (Reply, Update or
// Nothing), Ask, Amend or Reject. SwitchResponse tells them apart.
type Response interface{ choose(responseCases) }

// Answer is what a feature may return. It cannot be a form: a form is a route's
// declared input.
type Answer interface {
	Response
	answer()
}

// Reply is a new message where the event happened. Unless Public, only the
// person sees it; and a private answer never becomes public later.
type Reply struct {
	Message Message
	Public  bool
}

// Update replaces the message whose button was pressed. Where there is none
// (the event was a command, or a form that was opened by one), it is a private
// reply.
type Update struct{ Message Message }

// Nothing shows nothing: the event is only acknowledged.
type Nothing struct{}

// Ask opens a form. It can answer a command or a button; a form only with its own
// next sheet, where Traits.NextSheet is set; and never a direct message, where the
// engine puts a button in between.
type Ask struct{ Sheet Sheet }

// Amend shows the sheet again with what was typed, and a message beside each field
// in Faults. Only where Traits.InlineFaults is set.
type Amend struct {
	Sheet  Sheet
	Faults map[string]string
}

// Reject answers a copy of a request that came before. Whoever sends it is not the
// platform, so nothing is shown to them and nothing that the person was shown is
// touched. The adapter refuses the request, or leaves it at an acknowledgement that
// it has given already.
type Reject struct{}

// Sheet is the part of a form that is shown at once.
type Sheet struct {
	ID       string // comes back in Sent; at most MaxArg bytes
	Title    string
	Submit   string
	Intro    Text
	Sections []Page // several where the platform has room
	Values   Values
	Part     int // 1 for the first sheet of a form
	Parts    int
	// Reopen opens the sheet again as long as it can be sent, for a button where
	// the platform cannot open a form at once.
	Reopen Action
}

// SwitchResponse calls the function for r's kind. A new kind adds a parameter, so
// that whoever shows responses does not compile until it shows that one, too.
func SwitchResponse(r Response,
	reply func(Reply), update func(Update), nothing func(Nothing),
	ask func(Ask), amend func(Amend), reject func(Reject),
) {
	r.choose(responseCases{reply, update, nothing, ask, amend, reject})
}

type responseCases struct {
	reply   func(Reply)
	update  func(Update)
	nothing func(Nothing)
	ask     func(Ask)
	amend   func(Amend)
	reject  func(Reject)
}

func (r Reply) choose(cases responseCases)   { cases.reply(r) }
func (r Update) choose(cases responseCases)  { cases.update(r) }
func (r Nothing) choose(cases responseCases) { cases.nothing(r) }
func (r Ask) choose(cases responseCases)     { cases.ask(r) }
func (r Amend) choose(cases responseCases)   { cases.amend(r) }
func (r Reject) choose(cases responseCases)  { cases.reject(r) }

func (Reply) answer()   {}
func (Update) answer()  {}
func (Nothing) answer() {}
