package bot

// FaultKind says what is wrong with a value.
type FaultKind string

const (
	FaultMissing  FaultKind = "missing"
	FaultTooLong  FaultKind = "too long"   // Max, Got: characters
	FaultLineFeed FaultKind = "line feed"  // more than one line where one is meant
	FaultNumber   FaultKind = "number"     // Min, Max
	FaultDay      FaultKind = "day"        // not a day that exists
	FaultDayRange FaultKind = "day range"  // From, To
	FaultPick     FaultKind = "pick"       // Picks: what there is
	FaultPerson   FaultKind = "person"     // not somebody here
	FaultTick     FaultKind = "tick"       // neither yes nor no
	FaultUnknown  FaultKind = "unknown"    // no such option; Picks: what there is
	FaultTwice    FaultKind = "twice"      // the same option given twice
	FaultControl  FaultKind = "characters" // control characters
)

// Fault is why a value was refused, as data: the engine has the words.
type Fault struct {
	Kind     FaultKind
	Min, Max int
	Got      int
	From, To Date
	Picks    []Pick
}

func (f Fault) Error() string { return "fault: " + string(f.Kind) }
