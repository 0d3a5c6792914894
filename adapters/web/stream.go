package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	// heartbeat tells a browser, and the proxy of an editor in between, that
	// the connection is alive.
	heartbeat = 15 * time.Second
	// streamWrite is how long a browser may take to read an update.
	streamWrite = 10 * time.Second
)

// updates is the stream of what changes on a person's screen, as server-sent
// events after a cursor. Where it cannot be continued from there, it says
// "refetch".
func (s *server) updates(w http.ResponseWriter, r *http.Request) {
	p, ok := s.world.person(bot.User(r.FormValue("person")))
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchPerson, requestLocale(r))
		return
	}
	cursor := r.Header.Get("Last-Event-ID")
	if cursor == "" {
		cursor = r.FormValue("after")
	}
	wake, done := s.hub.listen()
	defer done()

	stream := http.NewResponseController(w)
	if err := stream.SetReadDeadline(time.Time{}); err != nil {
		s.cfg.Log.Debug("the stream keeps its read deadline", "err", err)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	at, known := s.hub.position(cursor)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for text := "retry: 1000\n\n"; ; {
		updates, complete := s.hub.since(at)
		if !known || !complete {
			text += "event: refetch\ndata: {}\n\n"
			at, known, updates = s.hub.latest(), true, nil
		}
		for _, u := range updates {
			at = u.at
			if s.concerns(p, u) {
				text += fmt.Sprintf("id: %s\nevent: %s\ndata: %s\n\n", s.hub.format(at), u.event, u.data)
			}
		}
		if err := push(stream, w, text); err != nil {
			return
		}
		select {
		case <-wake:
			text = ""
		case <-beat.C:
			text = ": still here\n\n"
		case <-r.Context().Done():
			return
		case <-s.hub.closed:
			return
		}
	}
}

func push(stream *http.ResponseController, w http.ResponseWriter, text string) error {
	if text == "" {
		return nil
	}
	if err := stream.SetWriteDeadline(time.Now().Add(streamWrite)); err != nil {
		return err
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	return stream.Flush()
}

func (s *server) concerns(p Person, u update) bool {
	if u.to != "" && u.to != p.ID {
		return false
	}
	return u.conversation == "" || s.world.in(p, u.conversation)
}
