package bot

// Finding is the result of one check of an installation, for its operator. It
// never holds a token or personal data.
type Finding struct {
	// About names what was checked, such as "slack acme", in every language alike.
	About string
	Grade Grade
	Says  func(Locale) Text
	// Do says how to fix it; nil if there is nothing to do.
	Do func(Locale) Text
}

// Grade is the severity of a finding.
type Grade string

const (
	Fine     Grade = "ok"
	Doubtful Grade = "warn" // works with limits, or could not be checked
	Failing  Grade = "fail" // something will not work
)
