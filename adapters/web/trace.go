package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// keptTraces is how many events the page can look into.
const keptTraces = 60

// traceView is one event and its answer, as data.
type traceView struct {
	At     time.Time       `json:"at"`
	Who    string          `json:"who"`
	Event  string          `json:"event"`
	Answer string          `json:"answer"`
	Took   int64           `json:"took"` // milliseconds
	Data   json.RawMessage `json:"data"`
}

// traces are the latest events.
type traces struct {
	mu  sync.Mutex
	all []traceView
}

// list is the traces, the latest first.
func (t *traces) list() []traceView {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]traceView, 0, len(t.all))
	for _, v := range slices.Backward(t.all) {
		out = append(out, v)
	}
	return out
}

func (t *traces) add(v traceView) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.all) == keptTraces {
		t.all = append(t.all[:0:0], t.all[1:]...)
	}
	t.all = append(t.all, v)
}

// deliver gives an event to the bot, twice if that was asked for, and notes what
// came of it. A bot that is stopped does not answer.
func (s *server) deliver(ctx context.Context, sc scene, e bot.Event) (bot.Response, error) {
	there, twice := s.faults.begins()
	if !there {
		return nil, refusal{http.StatusServiceUnavailable, wordStopped}
	}
	answer := s.dispatch(ctx, sc, e)
	if twice {
		s.dispatch(ctx, sc, e)
	}
	return answer, nil
}

func (s *server) dispatch(ctx context.Context, sc scene, e bot.Event) bot.Response {
	began := time.Now()
	answer := s.bot.Dispatch(ctx, e)
	s.traces.add(traceView{
		At: s.cfg.Clock(), Who: scriptName(sc.person.ID), Event: typeName(e), Answer: typeName(answer),
		Took: time.Since(began).Milliseconds(),
		Data: encode(struct {
			Event  bot.Event
			Answer tracedAnswer
		}{e, traced(answer)}),
	})
	return answer
}

// tracedAnswer is an answer with its blocks by name.
type tracedAnswer struct {
	Type    string            `json:"type"`
	Public  bool              `json:"public,omitempty"`
	Message []block           `json:"message,omitempty"`
	Sheet   *sheetView        `json:"sheet,omitempty"`
	Faults  map[string]string `json:"faults,omitempty"`
}

func traced(r bot.Response) tracedAnswer {
	t := tracedAnswer{Type: typeName(r)}
	bot.SwitchResponse(r,
		func(r bot.Reply) { t.Public, t.Message = r.Public, forPage(blocksOf(r.Message)) },
		func(r bot.Update) { t.Message = forPage(blocksOf(r.Message)) },
		func(bot.Nothing) {},
		func(r bot.Ask) { t.Sheet = sheetOf(r.Sheet) },
		func(r bot.Amend) { t.Sheet, t.Faults = sheetOf(r.Sheet), r.Faults },
		func(bot.Reject) {},
	)
	return t
}

func typeName(v any) string { return strings.TrimPrefix(fmt.Sprintf("%T", v), "bot.") }
