package checkin

import (
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// Reply is what a member did about a run that is not anonymous: one of each.
type Reply struct {
	Run     string    `json:"Run"`
	Member  string    `json:"Member"`
	Ordinal uint32    `json:"Ordinal"`
	Skipped bool      `json:"Skipped"`
	Values  []string  `json:"Values,omitempty"` // by question, as the form has them; empty: no answer
	Asked   []string  `json:"Asked,omitempty"`  // what was asked then, by question: see Question.key
	Cells   []string  `json:"Cells,omitempty"`  // in which the answers count
	At      time.Time `json:"At"`
	Number  int       `json:"Number"` // of the run
}

// Indexes of replies.
const (
	byAnswered = "answered" // by run
	bySkipped  = "skipped"  // by run
	byCell     = "cell"     // by run, question and cell
	byMember   = "member"   // everything of a member, for their rights
	byLast     = "last"     // answers of a member to a check-in
)

func newReplies(db *storage.DB) *storage.Collection[Reply] {
	return storage.NewCollection(db, storage.Schema[Reply]{Name: "checkinreply", Terms: func(r Reply) []storage.Term {
		terms := []storage.Term{{Index: byMember, Value: r.Member, Score: r.At.Unix()}}
		if r.Skipped {
			return append(terms, storage.Term{Index: bySkipped, Value: r.Run, Score: r.At.Unix()})
		}
		checkIn, _ := parseRun(r.Run)
		terms = append(terms,
			storage.Term{Index: byAnswered, Value: r.Run, Score: r.At.Unix()},
			storage.Term{Index: byLast, Value: lastKey(checkIn, r.Member), Score: int64(r.Number)})
		for _, cell := range r.Cells {
			terms = append(terms, storage.Term{Index: byCell, Value: cell})
		}
		return terms
	}})
}

func replyID(run, member string) string { return run + "." + member }

func lastKey(checkIn, member string) string { return checkIn + "/" + member }

// cellKey is a cell in the index.
func cellKey(run string, question, cell int) string {
	return run + "/" + strconv.Itoa(question) + "/" + strconv.Itoa(cell)
}

// cellsOf are the cells in which values count, each with its question.
func (r Run) cellsOf(values []string) [][2]int {
	var cells [][2]int
	for i, q := range r.Questions {
		for _, cell := range q.cellsOf(values[i], r.Opened) {
			cells = append(cells, [2]int{i, cell})
		}
	}
	return cells
}

// answer makes the reply one with these values.
func (p *Reply) answer(run *storage.Record[Run], values []string, at time.Time) {
	p.Skipped, p.Values, p.At, p.Number = false, values, at, run.Value.Number
	p.Asked, p.Cells = nil, nil
	for _, q := range run.Value.Questions {
		p.Asked = append(p.Asked, q.key())
	}
	for _, c := range run.Value.cellsOf(values) {
		p.Cells = append(p.Cells, cellKey(run.ID, c[0], c[1]))
	}
}
