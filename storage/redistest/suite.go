package redistest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// Run holds storage to its promises. open gives an empty Redis.
func Run(t *testing.T, open func(testing.TB) *Redis) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *Redis)
	}{
		{"a record is created, read, changed and deleted", record},
		{"a change over an old revision is refused", compareAndSet},
		{"a record that came back is not the one that was read", comeback},
		{"a required record stands still", required},
		{"two copies of a record in one Tx are a mistake", copies},
		{"a unique value belongs to one", unique},
		{"index entries follow the value", moves},
		{"pages under equal scores lose and repeat nothing", paging},
		{"a page goes on where its last record was", pagingAfterGone},
		{"a page or a cursor that makes no sense is refused", pagingWrongly},
		{"an expired record is not there", expiry},
		{"an expired record makes room", takeover},
		{"garbage goes, whole", garbage},
		{"the same key happens once", once},
		{"a lost reply changes nothing", lostReply},
		{"a commit may be repeated when nobody answered", lostReplies},
		{"a refused Tx leaves no trace", nothing},
		{"every key is in its scope", scopes},
		{"ordinals are given once", ordinals},
		{"the feed tells every change", feed},
		{"a trimmed feed says so", trimmedFeed},
		{"a batch is one round trip", batch},
		{"a delivery is taken once", claim},
		{"a server that forgot the scripts is told again", forgottenScripts},
		{"the memo answers, and not to the wrong one", memo},
		{"the memo knows what was committed", memoCommitted},
		{"without Redis everything is unavailable, and then not", outage},
		{"records, indexes and feed agree, whatever happens", recordsModel},
		{"deliveries are leased, settled and counted", ledger},
		{"a vanished worker's delivery is unknown", ledgerCrash},
		{"an outdated worker is told", ledgerFence},
		{"a lease from before an erasure is lost", ledgerErased},
		{"a lease that Redis has forgotten is lost", ledgerForgotten},
		{"what is put off comes back when it is due", ledgerRetry},
		{"a living announcement is written after its last queueing", ledgerLiving},
		{"a living announcement of which one is unknown is not sent blindly", ledgerLivingUnknown},
		{"announcements take turns", ledgerTurns},
		{"short announcements have a line of their own", ledgerLines},
		{"what waits together waits in one place", ledgerPostpone},
		{"what is cancelled is not kept for good", ledgerCancelled},
		{"what is forgotten leaves nothing", ledgerForgot},
		{"reasons are counted", ledgerReasons},
		{"recipients are gathered in pieces", ledgerGathered},
		{"a member is contacted as often as allowed", ledgerContacts},
		{"a contact belongs to the message that counted it", ledgerContactOfAnother},
		{"a lease ends at any millisecond", ledgerRoundMoment},
		{"a delivery begins only while what it was written from stands", ledgerRequires},
		{"lost replies do not confuse the ledger", ledgerLostReplies},
		{"a vanished announcement is an alarm", ledgerVanished},
		{"an announcement is queued with its cause, once", ledgerCause},
		{"what others wait for is told when it is committed", heeded},
		{"a job is taken when it is due, and advanced once", agenda},
		{"a job that was moved is not advanced", agendaMoved},
		{"a job or record from before an erasure is outdated", agendaErased},
		{"a job and what it does happen together", agendaCause},
		{"lost replies do not confuse the agenda", agendaLostReplies},
		{"a vanished job is an alarm", agendaVanished},
		{"no occurrence happens twice, whatever happens", agendaModel},
		{"eight copies catch up two thousand reminders, once each", agendaRace},
		{"an urn holds a ballot for each participant", urn},
		{"nothing in an urn says who cast which ballot", urnApart},
		{"an urn is burnt with what was counted", urnBurnt},
		{"what expires does so in Redis, too", lifetimes},
		{"records get the terms that were added since", reindex},
		{"a record keeps its revision while its terms change", reindexQuietly},
		{"several copies give records their terms, killed or not", reindexTogether},
		{"a unique term that two records claim stays with its owner", reindexClash},
		{"records are counted under many values at once", counts},
		{"no delivery is lost, doubled or miscounted, whatever happens", ledgerModel},
		{"what is sent by the thousand keeps a gap", limiter},
		{"a reservation holds in all its buckets or in none", limiterSeveral},
		{"what must not wait goes between the others", limiterPrompt},
		{"what costs more takes more room", limiterCosts},
		{"what is only counted goes as it comes", limiterLoose},
		{"a turn that was missed is made up for", limiterMadeUp},
		{"what is made up for stays within the limit", limiterMadeUpSlowly},
		{"what is given back is somebody else's", limiterReturned},
		{"a bucket that was refused slows down, and comes up again", limiterLearns},
		{"lost replies do not confuse the limiter", limiterLostReplies},
		{"a clock that is set keeps nobody waiting", limiterClock},
		{"no stretch of time holds more than the limit, whatever happens", limiterModel},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

var (
	ctx  = context.Background()
	acme = storage.CommunityScope("acme")
	noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
)

// note is what the suite keeps.
type note struct {
	Text  string
	Tags  []string
	Score int64
	Only  string // unique, unless empty
}

func notes(r *Redis) *storage.Collection[note] {
	return storage.NewCollection(r.DB, storage.Schema[note]{Name: "note", Numbered: true, Terms: func(n note) []storage.Term {
		var terms []storage.Term
		for _, tag := range n.Tags {
			terms = append(terms, storage.Term{Index: "tag", Value: tag, Score: n.Score})
		}
		if n.Only != "" {
			terms = append(terms, storage.Term{Index: "only", Value: n.Only, Unique: true})
		}
		return terms
	}})
}

// put commits one record by itself and returns it.
func put(t testing.TB, r *Redis, rec *storage.Record[note], at time.Time) *storage.Record[note] {
	t.Helper()
	tx := r.DB.Begin(acme, "", at)
	notes(r).Put(tx, rec)
	must(t, tx.Commit(ctx))
	return rec
}

// add creates a record.
func add(t testing.TB, r *Redis, id string, n note) *storage.Record[note] {
	t.Helper()
	return put(t, r, notes(r).New(id, n), noon)
}

func get(t testing.TB, r *Redis, id string) *storage.Record[note] {
	t.Helper()
	rec, err := notes(r).Get(ctx, acme, id, noon)
	must(t, err)
	return rec
}

// failing is a test of the suite, or a run of a model.
type failing interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// is fails the test unless err is target, or nil where target is.
func is(t failing, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got error %v, want %v", err, target)
	}
}

// same fails the test unless both print alike.
func same(t failing, got, want any) {
	t.Helper()
	if g, w := visible(got), visible(want); g != w {
		t.Fatalf("got  %s\nwant %s", g, w)
	}
}

// visible is what a reader sees of a value.
func visible(v any) string {
	if r, ok := v.(*storage.Record[note]); ok && r != nil {
		return fmt.Sprint(r.ID, r.Value, r.Rev, r.Ordinal, r.Expires)
	}
	return fmt.Sprint(v)
}

func ids(records []*storage.Record[note]) []string {
	var out []string
	for _, r := range records {
		if r == nil {
			out = append(out, "-")
			continue
		}
		out = append(out, r.ID)
	}
	return out
}
