package main

import (
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/storage"
)

// wakeOnCommit wakes the courier when a commit queued messages and the member index
// when it changed members, so that neither waits for its next poll.
func wakeOnCommit(b *app.App, courier *deliver.Courier) {
	communities := map[storage.Scope]bot.CommunityID{}
	for _, in := range b.Communities {
		communities[storage.CommunityScope(string(in.ID))] = in.ID
	}
	b.DB.OnCommit(func(done storage.Committed) {
		in, ok := communities[done.Scope]
		if ok && done.Queued {
			courier.Wake(in)
		}
		if ok && done.Fed {
			b.Members.Index().Wake(in)
		}
	})
}
