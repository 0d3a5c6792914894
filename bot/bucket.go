package bot

import "time"

// Bucket is a rate limit of a platform, such as all calls of an app in a second or
// all posts to a channel: at most Max in any interval of length Per.
type Bucket struct {
	// Name identifies the bucket among all buckets of the platform. The same name
	// always has the same numbers.
	Name string
	Max  int
	Per  time.Duration
	// Cost is how much the message takes from the bucket; 0 means 1. At most 10.
	Cost int
	// Burst allows messages in bursts. Otherwise they are spread evenly, in case
	// the platform also has limits that it does not publish.
	Burst bool
}
