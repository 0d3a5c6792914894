package web

import (
	"context"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// keptMessages is how many messages of a conversation are remembered.
const keptMessages = 500

// writeTime bounds one write, so that a lost Redis does not hold up everybody.
const writeTime = 3 * time.Second

// marks is what is remembered of a person.
type marks struct {
	Locale bot.Locale       `json:"locale,omitempty"` // if switched
	Read   map[string]int64 `json:"read,omitempty"`   // by conversation: the last Seq seen
}

type (
	messageRecord = storage.Record[message]
	marksRecord   = storage.Record[marks]
)

// keeper writes to storage what the world shows.
type keeper struct {
	db       *storage.DB
	scope    storage.Scope
	clock    bot.Clock
	messages *storage.Collection[message]
	marks    *storage.Collection[marks]
}

const (
	byConversation = "conversation"
	byKey          = "key"
)

func newKeeper(cfg Config) keeper {
	return keeper{
		db: cfg.DB, scope: cfg.Scope, clock: cfg.Clock,
		messages: storage.NewCollection(cfg.DB, storage.Schema[message]{
			Name: "message",
			Terms: func(m message) []storage.Term {
				terms := []storage.Term{{Index: byConversation, Value: m.Conversation, Score: m.Seq}}
				if m.Key != "" {
					terms = append(terms, storage.Term{Index: byKey, Value: m.Key, Unique: true})
				}
				return terms
			},
		}),
		marks: storage.NewCollection(cfg.DB, storage.Schema[marks]{
			Name:  "marks",
			Terms: func(marks) []storage.Term { return nil },
		}),
	}
}

// batched is how many lists are read in one round trip.
const batched = 50

func (k keeper) load(ctx context.Context, conversations, people []string) ([]*messageRecord, []*marksRecord, error) {
	var messages []*messageRecord
	for chunk := range slices.Chunk(conversations, batched) {
		batch := k.db.Batch(k.scope, k.clock())
		var lists []*storage.Listed[message]
		for _, id := range chunk {
			lists = append(lists, k.messages.ListIn(batch, byConversation, id, storage.Page{Limit: keptMessages}))
		}
		if err := batch.Run(ctx); err != nil {
			return nil, nil, err
		}
		for _, list := range lists {
			messages = append(messages, list.Records...)
		}
	}
	var found []*marksRecord
	for chunk := range slices.Chunk(people, 1000) {
		records, err := k.marks.GetMany(ctx, k.scope, chunk, k.clock())
		if err != nil {
			return nil, nil, err
		}
		for _, r := range records {
			if r != nil {
				found = append(found, r)
			}
		}
	}
	return messages, found, nil
}

// put writes the message, and removes those that it pushes out, atomically.
func (k keeper) put(ctx context.Context, r *messageRecord, out ...*messageRecord) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	tx := k.db.Begin(k.scope, "", k.clock())
	k.messages.Put(tx, r)
	for _, old := range out {
		if old.Rev > 0 {
			k.messages.Delete(tx, old)
		}
	}
	return tx.Commit(ctx)
}

func (k keeper) remove(ctx context.Context, r *messageRecord) error {
	if r.Rev == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	tx := k.db.Begin(k.scope, "", k.clock())
	k.messages.Delete(tx, r)
	return tx.Commit(ctx)
}

func (k keeper) putMarks(ctx context.Context, r *marksRecord) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	tx := k.db.Begin(k.scope, "", k.clock())
	k.marks.Put(tx, r)
	return tx.Commit(ctx)
}

// forget removes everything that storage has, also what memory does not know of
// after a reply of Redis was lost.
func (k keeper) forget(ctx context.Context, conversations, people []string) error {
	for {
		messages, marked, err := k.load(ctx, conversations, people)
		if err != nil {
			return err
		}
		if len(messages) == 0 && len(marked) == 0 {
			return nil
		}
		if err := forget(ctx, k, k.messages, messages); err != nil {
			return err
		}
		if err := forget(ctx, k, k.marks, marked); err != nil {
			return err
		}
	}
}

func forget[T any](ctx context.Context, k keeper, from *storage.Collection[T], records []*storage.Record[T]) error {
	for chunk := range slices.Chunk(records, batched) {
		tx := k.db.Begin(k.scope, "", k.clock())
		for _, r := range chunk {
			from.Delete(tx, r)
		}
		if err := tx.Commit(ctx); err != nil {
			return err
		}
	}
	return nil
}
