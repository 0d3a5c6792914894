package keyring_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage/keyring"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

func operatorKeys(t testing.TB, text ...string) []keyring.OperatorKey {
	t.Helper()
	keys, err := keyring.ParseOperatorKeys(strings.Join(text, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// need is the value; a test fails on an error.
func need[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func needKeys(t testing.TB) func(map[string]*keyring.Key, error) map[string]*keyring.Key {
	return need[map[string]*keyring.Key](t)
}

func TestSealAndOpen(t *testing.T) {
	ring := keyring.New(redistest.Mini(t).Client, operatorKeys(t, keyring.NewOperatorKey())...)
	keys := needKeys(t)(ring.Ensure(t.Context(), "acme", "hana", "ken", "hana"))
	again := needKeys(t)(ring.Ensure(t.Context(), "acme", "hana"))
	sealed := keys["hana"].Seal([]byte("Osaka"), "member 1")
	if plain := need[[]byte](t)(again["hana"].Open(sealed, "member 1")); string(plain) != "Osaka" {
		t.Errorf("opened %q", plain)
	}
	for what, open := range map[string]func() ([]byte, error){
		"with the key of another person": func() ([]byte, error) { return keys["ken"].Open(sealed, "member 1") },
		"in another place":               func() ([]byte, error) { return keys["hana"].Open(sealed, "member 2") },
		"cut off":                        func() ([]byte, error) { return keys["hana"].Open(sealed[:5], "member 1") },
		"changed": func() ([]byte, error) {
			return keys["hana"].Open(append(sealed[:len(sealed)-1:len(sealed)-1], 0), "member 1")
		},
	} {
		if plain, err := open(); err == nil {
			t.Errorf("opened %s: %q", what, plain)
		}
	}
	if string(sealed) == string(keys["hana"].Seal([]byte("Osaka"), "member 1")) {
		t.Error("the same text is encrypted twice in the same way")
	}
}

// TestWrappedOnly: nothing in Redis is a key of anybody.
func TestWrappedOnly(t *testing.T) {
	r, operator := redistest.Mini(t), keyring.NewOperatorKey()
	ring := keyring.New(r.Client, operatorKeys(t, operator)...)
	sealed := needKeys(t)(ring.Ensure(t.Context(), "acme", "hana"))["hana"].Seal([]byte("Osaka"), "member 1")
	stranger := keyring.New(r.Client, operatorKeys(t, keyring.NewOperatorKey())...)
	if _, err := stranger.Get(t.Context(), "acme", "hana"); !errors.Is(err, keyring.ErrNoOperatorKey) {
		t.Errorf("without the operator's key: %v", err)
	}
	// A wrapped key cannot be given to another person.
	stored := r.Client.HGet(t.Context(), "{k:acme}:keys", "hana").Val()
	r.Client.HSet(t.Context(), "{k:acme}:keys", "ken", stored)
	if _, err := ring.Get(t.Context(), "acme", "ken"); err == nil {
		t.Errorf("%s was unwrapped for another person", stored)
	}
	if text := fmt.Sprintf("%v %+v %#v", operatorKeys(t, operator), operatorKeys(t, operator), operatorKeys(t, operator)); strings.Contains(text, operator) || strings.Contains(text, "aead") {
		t.Errorf("it prints as %s", text)
	}
	if key := needKeys(t)(ring.Get(t.Context(), "acme", "hana"))["hana"]; string(need[[]byte](t)(key.Open(sealed, "member 1"))) != "Osaka" {
		t.Error("another key")
	}
}

func TestDestroy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, operator := redistest.Simulated(t), operatorKeys(t, keyring.NewOperatorKey())
		here, there := keyring.New(r.Client, operator...), keyring.New(r.Client, operator...)
		ctx, stop := context.WithCancel(t.Context())
		followed := make(chan error, 1)
		go func() { followed <- there.Follow(ctx) }()
		synctest.Wait()
		old := needKeys(t)(there.Ensure(ctx, "acme", "hana"))["hana"]
		if before := r.Trips.Count(); len(needKeys(t)(there.Get(ctx, "acme", "hana"))) != 1 || r.Trips.Count() != before {
			t.Error("a copy that follows asks Redis for what it has in memory")
		}
		if err := here.Destroy(ctx, "acme", "hana"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		for name, ring := range map[string]*keyring.Keyring{"this copy": here, "another copy": there} {
			if keys := needKeys(t)(ring.Get(ctx, "acme", "hana")); len(keys) != 0 {
				t.Errorf("%s still has the key", name)
			}
		}
		sealed := old.Seal([]byte("Osaka"), "member 1")
		if _, err := needKeys(t)(here.Ensure(ctx, "acme", "hana"))["hana"].Open(sealed, "member 1"); err == nil {
			t.Error("the key that was destroyed came back")
		}
		stop()
		if err := <-followed; err != nil {
			t.Error(err)
		}
	})
}

// TestDestroyedWhileNobodyHears: a copy that cannot hear asks Redis each time.
func TestDestroyedWhileNobodyHears(t *testing.T) {
	r, operator := redistest.Mini(t), operatorKeys(t, keyring.NewOperatorKey())
	here, there := keyring.New(r.Client, operator...), keyring.New(r.Client, operator...)
	needKeys(t)(there.Ensure(t.Context(), "acme", "hana"))
	if err := here.Destroy(t.Context(), "acme", "hana"); err != nil {
		t.Fatal(err)
	}
	if keys := needKeys(t)(there.Get(t.Context(), "acme", "hana")); len(keys) != 0 {
		t.Error("it still has the key")
	}
}

// TestFollowEndsWhenNothingIsHeard: a copy that cannot hear any more stops using what
// it has in memory, within five seconds, though its connection stays.
func TestFollowEndsWhenNothingIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, operator := redistest.Simulated(t), operatorKeys(t, keyring.NewOperatorKey())
		ring := keyring.New(r.Client, operator...)
		needKeys(t)(ring.Ensure(t.Context(), "acme", "hana"))
		followed := make(chan error, 1)
		go func() { followed <- ring.Follow(t.Context()) }()
		synctest.Wait()
		time.Sleep(time.Hour) // nobody is deleted
		synctest.Wait()
		select {
		case err := <-followed:
			t.Fatal("it ended in an hour in which nothing was said:", err)
		default:
		}
		r.Line.Mute(true)
		begun := time.Now()
		err := <-followed
		if took := time.Since(begun); err == nil || took > 5*time.Second {
			t.Errorf("it ended after %v: %v", took, err)
		}
		r.Line.Mute(false)
		before := r.Trips.Count()
		if needKeys(t)(ring.Get(t.Context(), "acme", "hana")); r.Trips.Count() == before {
			t.Error("it uses a key in memory though it hears nothing")
		}
	})
}

func TestRewrap(t *testing.T) {
	r, first, second := redistest.Mini(t), keyring.NewOperatorKey(), keyring.NewOperatorKey()
	old := keyring.New(r.Client, operatorKeys(t, first)...)
	ids := make([]string, 2*500+7)
	for i := range ids {
		ids[i] = fmt.Sprint("m", i)
	}
	keys := needKeys(t)(old.Ensure(t.Context(), "acme", ids...))
	sealed := keys["m7"].Seal([]byte("Osaka"), "member 7")

	both := keyring.New(r.Client, operatorKeys(t, second, first)...)
	if n := need[int](t)(both.Rewrap(t.Context(), "acme")); n != len(ids) {
		t.Errorf("%d of %d are wrapped anew", n, len(ids))
	}
	if n := need[int](t)(both.Rewrap(t.Context(), "acme")); n != 0 {
		t.Errorf("%d are wrapped anew once more", n)
	}
	only := keyring.New(r.Client, operatorKeys(t, second)...)
	if plain := need[[]byte](t)(needKeys(t)(only.Get(t.Context(), "acme", "m7"))["m7"].Open(sealed, "member 7")); string(plain) != "Osaka" {
		t.Errorf("opened %q", plain)
	}
	if _, err := old.Get(t.Context(), "acme", "m7"); !errors.Is(err, keyring.ErrNoOperatorKey) {
		t.Errorf("the old key still opens: %v", err)
	}
	name := operatorKeys(t, second)[0].String()
	if counts := need[map[string]int](t)(only.Count(t.Context(), "acme")); len(counts) != 1 || counts[name] != len(ids) {
		t.Errorf("counted %v", counts)
	}
}

// TestRewrapLeavesWhatChanged: a key that is destroyed while the others are wrapped
// anew does not come back.
func TestRewrapLeavesWhatChanged(t *testing.T) {
	r, first, second := redistest.Mini(t), keyring.NewOperatorKey(), keyring.NewOperatorKey()
	old := keyring.New(r.Client, operatorKeys(t, first)...)
	needKeys(t)(old.Ensure(t.Context(), "acme", "hana", "ken"))
	destroyed := false
	r.Client.AddHook(before(func(cmd redis.Cmder) {
		if !destroyed && strings.HasPrefix(cmd.Name(), "eval") {
			destroyed = true
			if err := old.Destroy(context.Background(), "acme", "hana"); err != nil {
				t.Error(err)
			}
		}
	}))
	if n := need[int](t)(keyring.New(r.Client, operatorKeys(t, second, first)...).Rewrap(t.Context(), "acme")); n != 1 || !destroyed {
		t.Errorf("%d wrapped anew", n)
	}
	if keys := r.Client.HKeys(t.Context(), "{k:acme}:keys").Val(); len(keys) != 1 || keys[0] != "ken" {
		t.Errorf("stored are the keys of %v", keys)
	}
}

// before is a hook that is told of each command before it is sent.
type before func(redis.Cmder)

func (b before) DialHook(next redis.DialHook) redis.DialHook { return next }
func (b before) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		b(cmd)
		return next(ctx, cmd)
	}
}
func (b before) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func TestParseOperatorKeys(t *testing.T) {
	good := keyring.NewOperatorKey()
	for _, text := range []string{"", " \n", "secret", good + ",c2hvcnQ=", good[:40]} {
		if _, err := keyring.ParseOperatorKeys(text); err == nil {
			t.Errorf("%q was taken", text)
		} else if text != "" && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "c2hvcnQ")) {
			t.Errorf("the error quotes the key: %v", err)
		}
	}
	if keys := operatorKeys(t, "  "+good+"\r\n"+keyring.NewOperatorKey()+"\n"); len(keys) != 2 || keys[0].String() == keys[1].String() {
		t.Errorf("read %v", keys)
	}
}

func BenchmarkGet(b *testing.B) {
	ring := keyring.New(redistest.Mini(b).Client, operatorKeys(b, keyring.NewOperatorKey())...)
	key := needKeys(b)(ring.Ensure(b.Context(), "acme", "hana"))["hana"]
	sealed := key.Seal(make([]byte, 500), "member 1")
	b.Run("open 500 bytes", func(b *testing.B) {
		for b.Loop() {
			if _, err := key.Open(sealed, "member 1"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
