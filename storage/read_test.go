package storage

import (
	"math"
	"testing"
)

func FuzzCursor(f *testing.F) {
	for _, text := range []string{"", "?", "MTpi", cursor(0, ""), cursor(math.MinInt64, "a:b"), cursor(maxScore, "日本")} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		score, id, err := parseCursor(text)
		if err != nil {
			return
		}
		again, sameID, err := parseCursor(cursor(score, id))
		if err != nil || again != score || sameID != id {
			t.Fatalf("%q is %d %q, then %d %q, %v", text, score, id, again, sameID, err)
		}
	})
}

func TestNamesThatWouldBreakKeysAreRefused(t *testing.T) {
	for name, fine := range map[string]bool{
		"note": true, "gig.post": true, "": false, "a:b": false, "{a": false, "a}": false,
		"once": false, "tx": false, "rev": false, "ledger": false,
	} {
		if (checkName(name) == nil) != fine {
			t.Errorf("%q: fine is %v, want %v", name, !fine, fine)
		}
	}
}
