package kit

import (
	"context"
	"errors"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Gone is the reason for which a notice is skipped whose record is not there any
// more.
const Gone = "gone"

// Get reads a record. storage.ErrNotFound.
func Get[T any](ctx context.Context, o Occasion, from *storage.Collection[T], id string) (*storage.Record[T], error) {
	in, at, _ := o.Occasion()
	return from.Get(ctx, Scope(in), id, at)
}

// Find reads the record that the caller means, or refuses in the words of gone.
func Find[T any](ctx context.Context, c *bot.Call, from *storage.Collection[T], id string, gone bot.Sentence) (*storage.Record[T], error) {
	r, err := Get(ctx, c, from, id)
	return OrRefuse(c, gone, r, err)
}

// Lookup reads a record that may be missing: nil where there is none.
func Lookup[T any](ctx context.Context, o Occasion, from *storage.Collection[T], id string) (*storage.Record[T], error) {
	return OrNil(Get(ctx, o, from, id))
}

// GetOrNew reads a record, or makes an empty one that is not stored yet.
func GetOrNew[T any](ctx context.Context, o Occasion, from *storage.Collection[T], id string) (*storage.Record[T], error) {
	r, err := Get(ctx, o, from, id)
	var empty T
	return OrNew(from, &storage.Result[T]{Record: r, Err: err}, id, empty)
}

// GetOrSkip reads the record that a notice is about. Without it the notice is not
// sent.
func GetOrSkip[T any](ctx context.Context, p bot.DeliveryRequest, from *storage.Collection[T], id string) (*storage.Record[T], error) {
	return OrSkip(Get(ctx, p, from, id))
}

// List reads one page of the records under a term, and the cursor of the next.
func List[T any](ctx context.Context, o Occasion, from *storage.Collection[T], index, value string, page storage.Page) ([]*storage.Record[T], string, error) {
	in, at, _ := o.Occasion()
	return from.List(ctx, Scope(in), index, value, page, at)
}

// GetMany reads several records; those that do not exist are nil.
func GetMany[T any](ctx context.Context, o Occasion, from *storage.Collection[T], ids []string) ([]*storage.Record[T], error) {
	in, at, _ := o.Occasion()
	return from.GetMany(ctx, Scope(in), ids, at)
}

// OrNew is the record that was read, or one of value that is not stored yet.
func OrNew[T any](from *storage.Collection[T], read *storage.Result[T], id string, value T) (*storage.Record[T], error) {
	if errors.Is(read.Err, storage.ErrNotFound) {
		return from.New(id, value), nil
	}
	return read.Record, read.Err
}

// OrRefuse is the record that was read; a refusal in the words of gone where there
// is none.
func OrRefuse[T any](c *bot.Call, gone bot.Sentence, r *storage.Record[T], err error) (*storage.Record[T], error) {
	if errors.Is(err, storage.ErrNotFound) {
		return nil, c.Refuse(gone)
	}
	return r, err
}

// OrNil is the record that was read; nil where there is none.
func OrNil[T any](r *storage.Record[T], err error) (*storage.Record[T], error) {
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil
	}
	return r, err
}

// OrSkip is the record that was read; a Skip where there is none.
func OrSkip[T any](r *storage.Record[T], err error) (*storage.Record[T], error) {
	if errors.Is(err, storage.ErrNotFound) {
		return nil, bot.Skip{Reason: Gone}
	}
	return r, err
}
