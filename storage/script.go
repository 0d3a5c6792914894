package storage

import (
	"context"
	_ "embed"

	"github.com/redis/go-redis/v9"
)

var (
	//go:embed lua/records.lua
	recordsLua string
	//go:embed lua/announce.lua
	announceLua string
	//go:embed lua/agenda.lua
	agendaLua string
	//go:embed lua/agenda_take.lua
	agendaTakeLua string
	//go:embed lua/urn.lua
	urnLua string
	//go:embed lua/urn_look.lua
	urnLookLua string
	//go:embed lua/counts.lua
	countsLua string
	//go:embed lua/commit.lua
	commitLua string
	//go:embed lua/find.lua
	findLua string
	//go:embed lua/list.lua
	listLua string
	//go:embed lua/claim.lua
	claimLua string
	//go:embed lua/ordinals.lua
	ordinalsLua string
	//go:embed lua/numbered.lua
	numberedLua string
	//go:embed lua/changes.lua
	changesLua string
	//go:embed lua/reindex.lua
	reindexLua string
	//go:embed lua/ledger.lua
	ledgerLua string
	//go:embed lua/take.lua
	takeLua string
	//go:embed lua/contact.lua
	contactLua string
	//go:embed lua/postpone.lua
	postponeLua string
	//go:embed lua/settle.lua
	settleLua string
	//go:embed lua/release.lua
	releaseLua string
	//go:embed lua/gather.lua
	gatherLua string
	//go:embed lua/steer.lua
	steerLua string
	//go:embed lua/limiter.lua
	limiterLua string
	//go:embed lua/reserve.lua
	reserveLua string
	//go:embed lua/penalize.lua
	penalizeLua string
	//go:embed lua/giveback.lua
	giveBackLua string
)

var (
	commitScript     = redis.NewScript(recordsLua + ledgerLua + announceLua + steerLua + agendaLua + urnLua + commitLua)
	agendaTakeScript = redis.NewScript(agendaLua + agendaTakeLua)
	urnLookScript    = redis.NewScript(urnLookLua)
	countsScript     = redis.NewScript(countsLua)
	findScript       = redis.NewScript(findLua)
	listScript       = redis.NewScript(listLua)
	claimScript      = redis.NewScript(claimLua)
	ordinalsScript   = redis.NewScript(ordinalsLua)
	numberedScript   = redis.NewScript(numberedLua)
	changesScript    = redis.NewScript(changesLua)
	reindexScript    = redis.NewScript(recordsLua + reindexLua)
	takeScript       = redis.NewScript(ledgerLua + takeLua)
	settleScript     = redis.NewScript(ledgerLua + contactLua + settleLua)
	gatherScript     = redis.NewScript(gatherLua)
	releaseScript    = redis.NewScript(ledgerLua + releaseLua)
	postponeScript   = redis.NewScript(ledgerLua + postponeLua)
	reserveScript    = redis.NewScript(limiterLua + reserveLua)
	penalizeScript   = redis.NewScript(limiterLua + penalizeLua)
	giveBackScript   = redis.NewScript(limiterLua + giveBackLua)
)

// run runs a script; keys come after the scope's tag, which is KEYS[1]
// everywhere. doing is for the error. The first run on a server that does not
// know the script takes a second round trip.
func (db *DB) run(ctx context.Context, doing string, script *redis.Script, s Scope, keys []string, args ...any) (any, error) {
	answer, err := script.Run(ctx, db.client, append([]string{s.tag}, keys...), args...).Result()
	if err != nil {
		return nil, failure(doing, err)
	}
	return answer, nil
}
