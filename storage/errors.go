package storage

import (
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

var (
	// ErrNotFound: there is no such record, or it has expired.
	ErrNotFound = errors.New("no such record")
	// ErrConflict: a record was changed by somebody else since it was read, or
	// a unique term is taken. Nothing was written: read again and decide again.
	ErrConflict = errors.New("record changed meanwhile")
	// ErrDuplicate: something was committed under this key before. Nothing was
	// written.
	ErrDuplicate = errors.New("already done")
	// ErrUnavailable: Redis did not answer. A commit may or may not have
	// happened; the same Tx under the same key may be tried again.
	ErrUnavailable = errors.New("storage does not answer")
	// ErrNewer: a newer version of the program has written the record, and this
	// one does not know how to read it.
	ErrNewer = errors.New("record of a newer version")
	// ErrFenced: the lease was lost; somebody else works on it now.
	ErrFenced = errors.New("lease lost")
)

// outages are the beginnings of Redis's own errors that say that it cannot
// serve at present, whatever is asked of it.
var outages = [...]string{
	"LOADING", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "OOM", "TRYAGAIN", "MOVED", "ASK",
	"BUSY", "MISCONF", "NOREPLICAS", "UNKILLABLE", "NOAUTH", "WRONGPASS", "NOPERM",
	"max number of clients", "Script attempted to access a non local key",
}

// failure is err with what was being done. Whatever is not an answer of Redis,
// or is one of its outages, is ErrUnavailable.
func failure(doing string, err error) error {
	if answered(err) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w (%w)", doing, ErrUnavailable, err)
}

func answered(err error) bool {
	var answer redis.Error
	if !errors.As(err, &answer) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	text := strings.TrimPrefix(answer.Error(), "ERR ")
	for _, o := range outages {
		if strings.HasPrefix(text, o) {
			return false
		}
	}
	return true
}
