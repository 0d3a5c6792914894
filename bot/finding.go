package bot

// Finding is what one check of an installation came to, for whoever runs the
// bot. It never holds a token or anything about people.
type Finding struct {
	// About is what was looked at, such as "slack acme": the same in every
	// language.
	About string
	Grade Grade
	Says  func(Locale) Text
	// Do is what would put it right; nil where there is nothing to do.
	Do func(Locale) Text
}

// Grade is how bad a finding is.
type Grade string

const (
	Fine     Grade = "ok"
	Doubtful Grade = "warn" // works, but not everything, not always, or it could not be looked at
	Failing  Grade = "fail" // something would not work
)
