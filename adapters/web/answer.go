package web

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// answer shows what the bot said to an act.
func (s *server) answer(ctx context.Context, sc scene, r bot.Response) (out outcome, err error) {
	bot.SwitchResponse(r,
		func(r bot.Reply) { out = s.replied(ctx, sc, r) },
		func(r bot.Update) { out, err = s.updated(ctx, sc, r) },
		func(bot.Nothing) {},
		func(r bot.Ask) {
			s.script.asked(sc.person.ID, r.Sheet)
			out = outcome{Sheet: sheetOf(r.Sheet)}
		},
		func(r bot.Amend) {
			s.script.asked(sc.person.ID, r.Sheet)
			out = outcome{Sheet: sheetOf(r.Sheet), Faults: r.Faults}
		},
		func(bot.Reject) {}, // the page's requests have no Delivery, so none is a copy
	)
	return out, err
}

// replied adds the reply to the conversation. A home page is no conversation:
// what is answered there arrives in the direct one.
func (s *server) replied(ctx context.Context, sc scene, r bot.Reply) outcome {
	var out outcome
	m := message{Conversation: sc.place, Blocks: blocksOf(r.Message)}
	if sc.place == "" {
		m.Conversation = directOf(sc.person.ID)
		out.Conversation = direct
	}
	if !r.Public {
		m.Only = sc.person.ID
	}
	if origin, ok := s.world.message(sc.Message); ok && origin.Value.Thread != "" {
		m.Thread = origin.Value.Thread
	}
	s.say(ctx, m)
	return out
}

// updated replaces the message that the button was in, also where a form came
// in between.
func (s *server) updated(ctx context.Context, sc scene, r bot.Update) (outcome, error) {
	if sc.Message == "" {
		return s.replied(ctx, sc, bot.Reply{Message: r.Message}), nil
	}
	s.writing.Lock()
	err := s.editLocked(ctx, sc.Message, r.Message)
	s.writing.Unlock()
	if errors.Is(err, bot.ErrUnreachable) {
		return s.replied(ctx, sc, bot.Reply{Message: r.Message}), nil
	}
	return outcome{}, err
}

// markRead remembers that the person has seen everything in the conversation.
func (s *server) markRead(ctx context.Context, sc scene) error {
	if sc.place == "" {
		return nil
	}
	return s.mark(ctx, sc.person.ID, func(m *marks) bool {
		s.world.mu.RLock()
		defer s.world.mu.RUnlock()
		list := s.world.lists[sc.place]
		if len(list) == 0 || m.Read[sc.place] >= list[len(list)-1].Value.Seq {
			return false
		}
		m.Read[sc.place] = list[len(list)-1].Value.Seq
		return true
	})
}

func (s *server) switchLocale(ctx context.Context, sc scene) error {
	if !i18n.Speaks(sc.Locale) {
		return refusal{http.StatusBadRequest, wordNoSuchLocale}
	}
	return s.mark(ctx, sc.person.ID, func(m *marks) bool {
		m.Locale = sc.Locale
		return true
	})
}

// markView is what a person's other pages are told.
type markView struct {
	Locale bot.Locale       `json:"locale"`
	Read   map[string]int64 `json:"read"` // by the page's names of conversations
}

// mark changes what is remembered of a person, if change says so.
func (a *Adapter) mark(ctx context.Context, u bot.User, change func(*marks) bool) error {
	a.writing.Lock()
	defer a.writing.Unlock()
	r := a.keep.marks.New(string(u), marks{})
	if old := a.world.marks(u); old != nil {
		*r = *old
	}
	read := map[string]int64{}
	maps.Copy(read, r.Value.Read)
	r.Value.Read = read
	if !change(&r.Value) {
		return nil
	}
	err := a.keep.putMarks(ctx, r)
	if errors.Is(err, storage.ErrConflict) {
		stored, getErr := a.keep.marks.Get(ctx, a.cfg.Scope, r.ID, a.cfg.Clock())
		if getErr != nil {
			return errors.Join(err, getErr)
		}
		stored.Value = r.Value
		r = stored
		err = a.keep.putMarks(ctx, r)
	}
	if err != nil {
		return err
	}
	a.world.mu.Lock()
	defer a.world.mu.Unlock()
	a.world.marked[u] = r
	view := markView{Locale: a.world.localeLocked(u), Read: map[string]int64{}}
	for id, seq := range read {
		view.Read[pageConversation(id)] = seq
	}
	a.hub.publish(update{event: "person", to: u, data: encode(view)})
	a.publishWaitingLocked(u)
	return nil
}

// dismiss removes an answer that only the person sees.
func (s *server) dismiss(ctx context.Context, sc scene) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	r, ok := s.world.message(sc.Message)
	if !ok || r.Value.Only != sc.person.ID {
		return refusal{http.StatusNotFound, wordNoSuchMessage}
	}
	if err := s.keep.remove(ctx, r); err != nil && !errors.Is(err, storage.ErrConflict) {
		return err
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.dropLocked(r)
	s.hub.publish(goneUpdate(r.Value))
	if isDirect(r.Value.Conversation) {
		s.publishWaitingLocked(sc.person.ID)
	}
	return nil
}
