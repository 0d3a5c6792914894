package storage

import (
	"fmt"
	"strings"
	"time"
)

// Scope is a hash tag: everything under one scope lives in one slot of a
// Cluster, and one Tx writes within one scope.
type Scope struct{ tag string }

// CommunityScope is where a community's records live.
func CommunityScope(id string) Scope { return Scope{"{c:" + id + "}"} }

// SpaceScope is where a platform that the bot itself plays (the playground)
// keeps what platforms keep.
func SpaceScope(id string) Scope { return Scope{"{w:" + id + "}"} }

// AccountScope is where what is known of a platform's accounts lives, whatever
// community they belong to. space is the part of the platform in which an
// account has one id.
func AccountScope(platform, space string) Scope { return Scope{"{a:" + platform + ":" + space + "}"} }

// LimitScope is where the limits of a platform's app live, which all communities
// that it serves share.
func LimitScope(app string) Scope { return Scope{"{l:" + app + "}"} }

// deliveryScope is where it is kept that a delivery was taken.
func deliveryScope(delivery string) Scope { return Scope{"{d:" + delivery + "}"} }

// String is the scope as it stands at the beginning of every key.
func (s Scope) String() string { return s.tag }

// What is kept under which key is described in lua/records.lua, lua/ledger.lua,
// lua/agenda.lua, lua/limiter.lua and lua/urn.lua. The scripts build the same
// names from the scope's tag.

func recordKey(s Scope, collection, id string) string {
	return s.tag + ":" + collection + ":r:" + id
}

func indexKey(s Scope, collection, index, value string) string {
	return s.tag + ":" + collection + ":i:" + index + ":" + value
}

func uniqueKey(s Scope, collection, index string) string {
	return s.tag + ":" + collection + ":u:" + index
}

func ordinalsKey(s Scope, collection string) string { return s.tag + ":" + collection + ":o" }
func countersKey(s Scope, collection string) string { return s.tag + ":" + collection + ":n" }
func feedKey(s Scope, collection string) string     { return s.tag + ":" + collection + ":f" }

// onceKey is the marker of a Tx that has a key, tokenKey of one that has none.
func onceKey(s Scope, once string) string   { return s.tag + ":once:" + once }
func tokenKey(s Scope, token string) string { return s.tag + ":tx:" + token }

func claimKey(s Scope) string { return s.tag + ":claim" }

func dueKey(s Scope) string                     { return s.tag + ":ledger:due" }
func bulkKey(s Scope) string                    { return s.tag + ":ledger:bulk" }
func announcementKey(s Scope, id string) string { return s.tag + ":ledger:a:" + id }
func statesKey(s Scope, id string) string       { return s.tag + ":ledger:s:" + id }
func recipientsKey(s Scope, id string) string   { return s.tag + ":ledger:t:" + id }
func codesKey(s Scope, id string) string        { return s.tag + ":ledger:k:" + id }
func unknownKey(s Scope, id string, version int64) string {
	return fmt.Sprintf("%s:ledger:u:%s:%d", s.tag, id, version)
}
func gatheredKey(s Scope, token string) string { return s.tag + ":ledger:g:" + token }

func urnKey(s Scope, id, part string) string { return s.tag + ":urn:" + id + ":" + part }

func agendaKey(s Scope) string { return s.tag + ":agenda:due" }
func jobsKey(s Scope) string   { return s.tag + ":agenda:jobs" }

func limitClockKey(s Scope) string { return s.tag + ":limit:clock" }

// reserved are the second parts of keys that are no collection's.
var reserved = [...]string{"once", "tx", "rev", "ledger", "agenda", "urn"}

// checkName says what is wrong with the name of a collection or an index.
func checkName(name string) error {
	for _, r := range reserved {
		if name == r {
			return fmt.Errorf("%q is reserved", name)
		}
	}
	if name == "" || strings.ContainsAny(name, ":{}") {
		return fmt.Errorf("%q is empty or has one of : { } in it", name)
	}
	return nil
}

// millis is how an instant is stored: Unix milliseconds, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
