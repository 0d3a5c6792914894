package bot

import "time"

// Bucket is something that a platform counts together, such as all calls of an
// app in a second, or what is posted to a channel. At most Most in any stretch
// of length Per.
type Bucket struct {
	// Name is the same wherever the same is counted, among all buckets of the
	// platform, and always comes with the same numbers.
	Name string
	Most int
	Per  time.Duration
	// Cost is how many of them the message is; 0 is 1. At most 10.
	Cost int
	// Loose: they may come in bunches. Otherwise they are spread evenly, since
	// nobody knows what else the platform minds.
	Loose bool
}
