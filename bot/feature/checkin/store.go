package checkin

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"iter"
	"regexp"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Indexes of check-ins and runs.
const (
	byState   = "state" // check-ins, by when they were created
	byCheckIn = "checkin"
	byOpen    = "open" // runs that take answers, by when they close
	byAge     = "all"  // runs, by when they opened
	byEnd     = "end"  // what is over, by since when: closed runs, done tasks, ended check-ins
	every     = "all"
)

func newCheckIns(db *storage.DB) *storage.Collection[CheckIn] {
	return storage.NewCollection(db, storage.Schema[CheckIn]{Name: "checkin", TermsVersion: 1, Terms: func(k CheckIn) []storage.Term {
		terms := []storage.Term{
			{Index: byState, Value: string(k.State), Score: k.Created.Unix()},
			{Index: byState, Value: every, Score: k.Created.Unix()},
		}
		if k.State == Ended {
			terms = append(terms, storage.Term{Index: byEnd, Value: every, Score: k.over().Unix()})
		}
		return terms
	}})
}

func newRuns(db *storage.DB) *storage.Collection[Run] {
	return storage.NewCollection(db, storage.Schema[Run]{Name: "checkinrun", Terms: func(r Run) []storage.Term {
		terms := []storage.Term{
			{Index: byCheckIn, Value: r.CheckIn, Score: int64(r.Number)},
			{Index: byAge, Value: every, Score: r.Opened.Unix()},
		}
		if r.Closed {
			return append(terms, storage.Term{Index: byEnd, Value: every, Score: r.Closes.Unix()})
		}
		return append(terms, storage.Term{Index: byOpen, Value: every, Score: r.Closes.Unix()})
	}})
}

// cohort is the members whom a run asks, frozen: their ordinals, ascending, each
// as the distance from the one before.
type cohort struct {
	Members string `json:"Members"`
}

func newCohorts(db *storage.DB) *storage.Collection[cohort] {
	return storage.NewCollection(db, storage.Schema[cohort]{Name: "checkincohort"})
}

// cohortOf is of ordinals that ascend.
func cohortOf(ordinals iter.Seq[uint32]) cohort {
	var b []byte
	last := uint32(0)
	for o := range ordinals {
		b = binary.AppendUvarint(b, uint64(o-last))
		last = o
	}
	return cohort{base64.RawStdEncoding.EncodeToString(b)}
}

// all are the ordinals, ascending.
func (c cohort) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		b, _ := base64.RawStdEncoding.DecodeString(c.Members)
		last := uint32(0)
		for len(b) > 0 {
			d, n := binary.Uvarint(b)
			if n <= 0 {
				return
			}
			b, last = b[n:], last+uint32(d)
			if !yield(last) {
				return
			}
		}
	}
}

// texts are what was written in an anonymous run that has closed, to one
// question, in an order that says nothing.
type texts struct {
	Texts []string `json:"Texts"`
}

func newTexts(db *storage.DB) *storage.Collection[texts] {
	return storage.NewCollection(db, storage.Schema[texts]{Name: "checkintext"})
}

func textsID(run string, question int) string { return run + "." + strconv.Itoa(question) }

var runForm = regexp.MustCompile(`^([a-z2-7]{12})-(\d{1,6})$`)

func runID(checkIn string, number int) string { return checkIn + "-" + strconv.Itoa(number) }

// parseRun is the check-in of a run.
func parseRun(id string) (checkIn string, ok bool) {
	m := runForm.FindStringSubmatch(id)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// find reads a check-in of this community, in one trip with what also adds.
func (k *CheckIns) find(ctx context.Context, c *bot.Call, id string, also ...func(*storage.Batch)) (*storage.Record[CheckIn], error) {
	if !kit.IsID(id) {
		return nil, c.Refuse(msgNotHere)
	}
	return read(ctx, c, k.DB, k.checkIns, id, also)
}

// findRun is find for a run.
func (k *CheckIns) findRun(ctx context.Context, c *bot.Call, id string, also ...func(*storage.Batch)) (*storage.Record[Run], error) {
	if _, ok := parseRun(id); !ok {
		return nil, c.Refuse(msgNotHere)
	}
	return read(ctx, c, k.DB, k.runs, id, also)
}

func read[T any](ctx context.Context, c *bot.Call, db *storage.DB, from *storage.Collection[T], id string, also []func(*storage.Batch)) (*storage.Record[T], error) {
	batch := kit.Batch(db, c)
	found := from.GetIn(batch, id)
	for _, add := range also {
		add(batch)
	}
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read a check-in or a run of it: %w", err)
	}
	return kit.OrRefuse(c, msgNotHere, found.Record, found.Err)
}

// summarize has the summary of a run say what is true now, as part of tx.
func (k *CheckIns) summarize(tx *storage.Tx, in bot.Community, run string) {
	k.Outbox.Keep(tx, noticeSummary, run, bot.ToChannels(in.Managers...)...)
}
