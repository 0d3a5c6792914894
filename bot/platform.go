package bot

import (
	"context"
	"net/http"
)

// Platform is an adapter as the program runs it and as operators look after it.
type Platform interface {
	Adapter
	Health
	Checker
	OwnerFinder
	Endpoints
}

// Health is whether people are served now. It asks nobody, so it may be called at
// any time and often.
type Health interface {
	// Ready is nil while people are served during Run, and otherwise says what is
	// missing, in words for operators that hold no token.
	Ready() error
	// Links is how many connections to the platform are up, and how many there
	// should be; both 0 where the adapter keeps none.
	Links() (up, of int)
}

// Checker looks whether an installation could work.
type Checker interface {
	// Check looks whether the bot could do on the platform what it is configured
	// for, and whether it could post to those of the channels that are the
	// platform's. Nobody on the platform notices. It needs no Run.
	Check(context.Context, []Channel) []Finding
}

// OwnerFinder names who can be asked when a community lacks something.
type OwnerFinder interface {
	// Owners are accounts of this platform that own a community's workspaces or
	// servers, as far as they are known. Of a community that is not on this
	// platform there are none, which is no error.
	Owners(context.Context, CommunityID) ([]User, error)
}

// Endpoints is what a platform delivers over HTTP.
type Endpoints interface {
	// Endpoints are handlers by their pattern of http.ServeMux; empty where nothing
	// comes over HTTP. A request that the platform did not sign is refused, and the
	// bot does not hear of it.
	Endpoints() map[string]http.Handler
}
