// Package keyring keeps one key for each person, with which what is stored about
// them is encrypted, and destroys it when they are deleted.
//
// It promises that the keys are stored wrapped by the operator's key only, that a
// key which was destroyed is gone from every copy of the bot that follows the
// keyring, and that the operator's key can be replaced while the bot runs.
//
// Nobody can take a key out of a backup that was made before it was destroyed. So
// the keys have a Redis of their own, of which only the newest backup is kept:
// older backups of everything else are then unreadable for whoever was deleted.
package keyring

import (
	"context"
	"crypto/cipher"
	"fmt"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Keyring is the keys of people. It is safe for concurrent use.
type Keyring struct {
	client   redis.UniversalClient
	operator []OperatorKey

	mu     sync.Mutex
	cached map[person]*Key
	// destroyed counts what Follow heard, so that a key that was read before it was
	// destroyed is not cached afterwards.
	destroyed int
	following bool
}

// person is whose key it is: the id is unique within the space.
type person struct{ space, id string }

// maxCached is how many keys are kept in memory, of about 600 bytes each.
const maxCached = 8192

// New is a keyring in a Redis that the caller closes. The first of the operator's
// keys wraps; the others are tried for what they wrapped before, until Rewrap has
// replaced them. At least one.
func New(client redis.UniversalClient, operator ...OperatorKey) *Keyring {
	if len(operator) == 0 {
		panic("keyring: no key of the operator")
	}
	return &Keyring{client: client, operator: operator, cached: map[person]*Key{}}
}

// tag keeps what belongs to a space in one slot of a Cluster.
func tag(space string) string { return "{k:" + space + "}" }

func redisKey(space string) string { return tag(space) + ":keys" }

// Get reads the keys of people, in at most one round trip. Who has none, or no
// more, is not in the result.
func (r *Keyring) Get(ctx context.Context, space string, ids ...string) (map[string]*Key, error) {
	found := make(map[string]*Key, len(ids))
	missing, heard := r.fromCache(space, ids, found)
	if len(missing) == 0 {
		return found, nil
	}
	wrapped, err := r.client.HMGet(ctx, redisKey(space), missing...).Result()
	if err != nil {
		return nil, fmt.Errorf("read keys of people: %w", err)
	}
	for i, id := range missing {
		text, stored := wrapped[i].(string)
		if !stored {
			continue
		}
		if found[id], err = r.unwrap(person{space, id}, text); err != nil {
			return nil, err
		}
	}
	r.cache(space, missing, found, heard)
	return found, nil
}

// Ensure reads the keys of people and makes those that do not exist, in at most
// three round trips. Copies that make a key at once agree on one.
func (r *Keyring) Ensure(ctx context.Context, space string, ids ...string) (map[string]*Key, error) {
	found, err := r.Get(ctx, space, ids...)
	if err != nil || len(found) == len(ids) {
		return found, err
	}
	made := false
	pipe := r.client.Pipeline()
	for _, id := range ids {
		if found[id] == nil {
			made = true
			pipe.HSetNX(ctx, redisKey(space), id, r.wrapNew(person{space, id}))
		}
	}
	if !made { // an id stood there twice
		return found, nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("make keys of people: %w", err)
	}
	return r.Get(ctx, space, ids...)
}

// Destroy destroys a person's key. It does nothing if there is none.
func (r *Keyring) Destroy(ctx context.Context, space, id string) error {
	if err := r.client.HDel(ctx, redisKey(space), id).Err(); err != nil {
		return fmt.Errorf("destroy a person's key: %w", err)
	}
	r.forget(person{space, id})
	if err := r.client.Publish(ctx, channel, message(person{space, id})).Err(); err != nil {
		return fmt.Errorf("tell the other copies that a key is destroyed: %w", err)
	}
	return nil
}

// fromCache fills found, and returns who is missing there.
func (r *Keyring) fromCache(space string, ids []string, found map[string]*Key) (missing []string, heard int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if k := r.cached[person{space, id}]; k != nil && r.following {
			found[id] = k
		} else {
			missing = append(missing, id)
		}
	}
	return missing, r.destroyed
}

// cache keeps what was read, unless a key was destroyed meanwhile.
func (r *Keyring) cache(space string, ids []string, found map[string]*Key, heard int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.following || heard != r.destroyed {
		return
	}
	if len(r.cached)+len(ids) > maxCached {
		clear(r.cached)
	}
	for _, id := range ids[:min(len(ids), maxCached)] {
		if k := found[id]; k != nil {
			r.cached[person{space, id}] = k
		}
	}
}

func (r *Keyring) forget(p person) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.destroyed++
	delete(r.cached, p)
}

// Key encrypts what is about one person.
type Key struct{ aead cipher.AEAD }

// Seal encrypts plain. about says what it is; Open demands the same, so that no
// ciphertext can be moved to another place.
func (k *Key) Seal(plain []byte, about string) []byte { return seal(k.aead, plain, about) }

// Open decrypts what Seal made.
func (k *Key) Open(sealed []byte, about string) ([]byte, error) {
	plain, err := open(k.aead, sealed, about)
	if err != nil {
		return nil, fmt.Errorf("decrypt %s: %w", about, err)
	}
	return plain, nil
}
