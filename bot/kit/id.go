package kit

import (
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
)

// Ids follow from what caused them, so that the same event makes the same record
// however often it is delivered. There are two alphabets, because both stand in
// what is stored; a room keeps the one that it began with.

var shortID = regexp.MustCompile(`^[a-z2-7]{12}$`)

// ID is an id of twelve characters (60 bits) that follows from parts: as short as
// buttons with two of them need.
func ID(parts ...string) string { return digest(base32.StdEncoding, 12, parts) }

// IsID reports whether s can be what ID returned: an argument of a button is
// input.
func IsID(s string) bool { return shortID.MatchString(s) }

// Digest is an id of n characters, at most 52, in digits and letters up to v.
func Digest(n int, parts ...string) string { return digest(base32.HexEncoding, n, parts) }

func digest(in *base32.Encoding, n int, parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(in.EncodeToString(sum[:])[:n])
}
