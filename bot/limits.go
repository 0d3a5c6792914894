package bot

// The neutral limits: the smallest of what the platforms allow. Features stay
// within them; a test over every feature holds it, and nothing is ever cut off.
const (
	MaxTitle   = 24   // characters of a form's title and of its submit button (Slack)
	MaxLabel   = 45   // characters of a field's label (Discord)
	MaxHint    = 100  // characters of a field's hint (Discord's description)
	MaxFields  = 5    // fields on a page (Discord)
	MaxPicks   = 25   // picks of a choice (Discord)
	MaxButton  = 75   // characters of a button's or pick's label (Slack)
	MaxButtons = 5    // buttons in a row (Discord)
	MaxRows    = 5    // rows of buttons in a message (Discord)
	MaxInput   = 150  // characters of one line, unless the field says otherwise
	MaxLines   = 1000 // characters of several lines, unless the field says otherwise
	MaxText    = 2000 // characters of a whole message (Discord)
)
