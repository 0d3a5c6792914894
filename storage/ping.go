package storage

import "context"

// Ping asks whether Redis answers. ErrUnavailable if it does not.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.client.Ping(ctx).Err(); err != nil {
		return failure("ping", err)
	}
	return nil
}
