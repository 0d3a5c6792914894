package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// Length is how many letters and digits a code has: 50 bits.
	Length = 10
	// codeLife is how long a code works.
	codeLife = 10 * time.Minute
	// maxGuesses is how many wrong codes an account may type within guessTime.
	maxGuesses = 5
	guessTime  = 10 * time.Minute
)

// code is what was given to an account. The code itself is not kept.
type code struct {
	Hash   string   `json:"Hash"`
	Issuer bot.User `json:"Issuer"`
	Member string   `json:"Member"` // which the issuer was then; empty: not registered
	// Claimed is the account that typed it, and has not confirmed yet.
	Claimed bot.User `json:"Claimed"`
}

const byHash = "hash"

func codeTerms(c code) []storage.Term {
	return []storage.Term{{Index: byHash, Value: c.Hash, Unique: true}}
}

func newCodes(db *storage.DB) *storage.Collection[code] {
	return storage.NewCollection(db, storage.Schema[code]{Name: "linkcode", Terms: codeTerms})
}

// guess counts the wrong codes that an account typed.
type guess struct {
	Wrong int `json:"Wrong"`
}

func newGuesses(db *storage.DB) *storage.Collection[guess] {
	return storage.NewCollection(db, storage.Schema[guess]{Name: "linkguess"})
}

// alphabet has no letters that are taken for digits or for each other.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// secretly makes codes of events with a key.
func secretly(key []byte) func(event string) string {
	return func(event string) string {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(event))
		return base32.NewEncoding(alphabet).EncodeToString(h.Sum(nil))[:Length]
	}
}

// shown is a code as people read it: in two halves.
func shown(code string) string { return code[:Length/2] + "-" + code[Length/2:] }

// readCode is a code as it was typed: in any width and case, with whatever
// between its halves, and with letters where digits are meant. False for what
// is none.
func readCode(typed string) (string, bool) {
	typed = strings.ToUpper(i18n.Fold(typed))
	typed = strings.NewReplacer("-", "", " ", "", "−", "", "‐", "", "ー", "", "O", "0", "I", "1", "L", "1").Replace(typed)
	if len(typed) != Length || strings.Trim(typed, alphabet) != "" {
		return "", false
	}
	return typed, true
}

// hash is what is kept of a code in a community.
func hash(in bot.CommunityID, code string) string {
	return kit.Digest(digestLength, "code", string(in), code)
}

// named is the id of what an account has one of.
func named(account bot.User) string { return kit.Digest(digestLength, "account", string(account)) }

// digestLength leaves room for a member's id beside it in a button.
const digestLength = 32
