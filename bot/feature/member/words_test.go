package member

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// wordsIn is what a person reads of an error.
func wordsIn(err error) string {
	var p *bot.Problem
	if !errors.As(err, &p) {
		return ""
	}
	words := p.Text.String()
	for _, t := range p.Fields {
		words += t.String()
	}
	return words
}

// The ledger says which words were agreed to: who changes them here gives
// consentText a new value, and then this sum.
func TestConsentWordsHaveAVersion(t *testing.T) {
	const version, sum = "1", "e9ad4a7a2dc3a9c8"
	var all strings.Builder
	for _, p := range Purposes() {
		w := purposeWords(p)
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			all.WriteString(w.name.In(l) + "\n" + w.agree.In(l) + "\n" + w.means.In(l) + "\n")
		}
	}
	digest := sha256.Sum256([]byte(all.String()))
	if got := hex.EncodeToString(digest[:8]); got != sum || consentText != version {
		t.Errorf("the words of consent %q have the sum %s, not %s of version %s", consentText, got, sum, version)
	}
}
