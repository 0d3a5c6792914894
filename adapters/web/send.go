package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Send delivers to a person's direct conversation or to a channel. The same key
// again has no effect for as long as the message is among the last 500 of its
// conversation. bot.ErrUnreachable for people, channels and threads that do not
// exist; an error of storage means that it is uncertain.
func (a *Adapter) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	a.writing.Lock()
	defer a.writing.Unlock()
	if err := a.loadLocked(ctx); err != nil {
		return "", err
	}
	if r, ok := a.world.keyed(out.Key); ok {
		return bot.MessageRef(r.ID), nil
	}
	if err := a.faults.refuses(out.User); err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	m := message{Key: out.Key, Thread: string(out.Thread), Blocks: blocksOf(out.Message)}
	if err := a.address(&m, out); err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	r, err := a.addLocked(ctx, m)
	if errors.Is(err, storage.ErrConflict) && out.Key != "" {
		// An earlier attempt was written although its reply was lost.
		r, err = a.keep.messages.Find(ctx, a.cfg.Scope, byKey, out.Key, a.cfg.Clock())
		if err == nil {
			a.show(r)
		}
	}
	if err != nil {
		return "", fmt.Errorf("send: %w: %w", bot.ErrUncertain, err)
	}
	return bot.MessageRef(r.ID), nil
}

var errEmpty = fmt.Errorf("%w: a message without content", bot.ErrRefused)

// address sets where the message goes.
func (a *Adapter) address(m *message, out bot.Outgoing) error {
	switch {
	case (out.User == "") == (out.Channel == ""):
		return fmt.Errorf("%w: a person or a channel, not both", bot.ErrRefused)
	case len(out.Message.Blocks) == 0:
		return errEmpty
	case out.User != "":
		if _, ok := a.world.person(out.User); !ok {
			return bot.ErrUnreachable
		}
		m.Conversation = directOf(out.User)
	default:
		if _, ok := a.world.channel(out.Channel); !ok {
			return bot.ErrUnreachable
		}
		m.Conversation = string(out.Channel)
	}
	if m.Thread == "" {
		return nil
	}
	parent, ok := a.world.message(m.Thread)
	if !ok || parent.Value.Conversation != m.Conversation {
		return bot.ErrUnreachable
	}
	if parent.Value.Thread != "" {
		m.Thread = parent.Value.Thread
	}
	return nil
}

// Find knows a message by its key for as long as it is among the last 500 of its
// conversation; after that bot.ErrUncertain.
func (a *Adapter) Find(ctx context.Context, out bot.Outgoing, _ time.Time) (bot.MessageRef, error) {
	a.writing.Lock()
	defer a.writing.Unlock()
	if err := a.loadLocked(ctx); err != nil {
		return "", err
	}
	r, ok := a.world.keyed(out.Key)
	if !ok {
		return "", fmt.Errorf("find: %w", bot.ErrUncertain)
	}
	return bot.MessageRef(r.ID), nil
}

// Limits are none: the page shows whatever comes.
func (a *Adapter) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

// Edit replaces a message of the bot. The same content again changes nothing.
func (a *Adapter) Edit(ctx context.Context, ref bot.MessageRef, to bot.Message) error {
	a.writing.Lock()
	defer a.writing.Unlock()
	if err := a.loadLocked(ctx); err != nil {
		return err
	}
	if err := a.editLocked(ctx, string(ref), to); err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	return nil
}

func (a *Adapter) editLocked(ctx context.Context, id string, to bot.Message) error {
	old, ok := a.world.message(id)
	if !ok || old.Value.From != "" {
		return bot.ErrUnreachable
	}
	if len(to.Blocks) == 0 {
		return errEmpty
	}
	blocks := blocksOf(to)
	if bytes.Equal(encode(blocks), encode(old.Value.Blocks)) {
		return nil
	}
	r := *old
	r.Value.Blocks = blocks
	r.Value.Edited = a.cfg.Clock()
	err := a.keep.put(ctx, &r)
	if errors.Is(err, storage.ErrConflict) {
		// An earlier edit was written although its reply was lost.
		stored, getErr := a.keep.messages.Get(ctx, a.cfg.Scope, id, a.cfg.Clock())
		if getErr != nil {
			return errors.Join(err, getErr)
		}
		stored.Value = r.Value
		r = *stored
		err = a.keep.put(ctx, &r)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", bot.ErrUncertain, err)
	}
	a.show(&r)
	return nil
}

// addLocked writes a new message and shows it. It sets what every message has.
func (a *Adapter) addLocked(ctx context.Context, m message) (*messageRecord, error) {
	r := a.newRecord(m)
	out := a.world.pushedOut(m.Conversation)
	if err := a.keep.put(ctx, r, out...); err != nil {
		return nil, err
	}
	a.show(r, out...)
	return r, nil
}

func (a *Adapter) newRecord(m message) *messageRecord {
	m.ID = Platform + ":" + newID()
	m.Seq = a.world.nextSeq()
	m.At = a.cfg.Clock()
	return a.keep.messages.New(m.ID, m)
}

// say shows a message that answers a person, also when it cannot be kept: a
// person is not left without an answer because storage is away.
func (a *Adapter) say(ctx context.Context, m message) {
	a.writing.Lock()
	defer a.writing.Unlock()
	r := a.newRecord(m)
	out := a.world.pushedOut(m.Conversation)
	if err := a.keep.put(ctx, r, out...); err != nil {
		a.cfg.Log.Warn("a message of the playground is shown but not kept", "err", err)
		r.Rev, out = 0, nil
	}
	a.show(r, out...)
}

// show puts the record into the world, takes those out that it pushes out, and
// tells the pages.
func (a *Adapter) show(r *messageRecord, out ...*messageRecord) {
	w := a.world
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, old := range out {
		w.dropLocked(old)
		a.hub.publish(goneUpdate(old.Value))
	}
	w.setLocked(r)
	m := r.Value
	a.hub.publish(update{event: "message", data: encode(a.paged(m)), to: m.Only, conversation: m.Conversation})
	if isDirect(m.Conversation) {
		a.publishWaitingLocked(bot.User(m.Conversation[len("direct:"):]))
	}
}

func goneUpdate(m message) update {
	return update{event: "gone", to: m.Only, conversation: m.Conversation,
		data: encode(map[string]string{"id": m.ID, "conversation": pageConversation(m.Conversation)})}
}

func (a *Adapter) publishWaitingLocked(u bot.User) {
	a.hub.publish(update{event: "waiting", data: encode(waitingView{u, a.world.waitingLocked(u)})})
}

// waitingView is how many direct messages a person has not seen.
type waitingView struct {
	Person bot.User `json:"person"`
	Count  int      `json:"count"`
}

// paged is the message as the page gets it.
func (a *Adapter) paged(m message) message {
	m.Blocks = forPage(m.Blocks)
	m.Conversation = pageConversation(m.Conversation)
	m.Key = ""
	return m
}

// pageConversation is the name under which a page knows a conversation: a
// person has one direct conversation only.
func pageConversation(id string) string {
	if isDirect(id) {
		return direct
	}
	return id
}

// encode is v as JSON. Only types of this package are given to it, which always
// can be encoded.
func encode[T any](v T) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("web: encode %T: %v", v, err))
	}
	return b
}
