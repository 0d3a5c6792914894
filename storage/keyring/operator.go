package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// keySize is that of AES-256.
const keySize = 32

// OperatorKey wraps the keys of people. It prints as its id, never as itself.
type OperatorKey struct {
	id   string
	aead cipher.AEAD
}

// String is the id, by which an operator tells keys apart: it says nothing about
// the key.
func (k OperatorKey) String() string { return k.id }

// GoString is the id, too.
func (k OperatorKey) GoString() string { return k.id }

// NewOperatorKey is a new random key as ParseOperatorKeys reads it.
func NewOperatorKey() string { return base64.StdEncoding.EncodeToString(randomBytes(keySize)) }

// ParseOperatorKeys reads keys of 32 bytes in base64, separated by commas, spaces or
// lines, the one that wraps first. An error never quotes a key.
func ParseOperatorKeys(text string) ([]OperatorKey, error) {
	var keys []OperatorKey
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		raw, err := base64.StdEncoding.DecodeString(field)
		if err != nil || len(raw) != keySize {
			return nil, fmt.Errorf("key %d: must be 32 random bytes in base64, 44 characters such as those of: openssl rand -base64 32", len(keys)+1)
		}
		sum := sha256.Sum256(raw)
		keys = append(keys, OperatorKey{hex.EncodeToString(sum[:4]), newAEAD(raw)})
	}
	if len(keys) == 0 {
		return nil, errors.New("there is no key: 32 random bytes in base64, such as those of: openssl rand -base64 32")
	}
	return keys, nil
}

// ErrNoOperatorKey: a person's key was wrapped by a key that the operator did not
// give.
var ErrNoOperatorKey = errors.New("the operator's key that wrapped it is not there")

// wrapNew is a new key of a person as it is stored: the id of the operator's key,
// and the key encrypted by that.
func (r *Keyring) wrapNew(p person) string { return r.wrap(p, randomBytes(keySize)) }

func (r *Keyring) wrap(p person, raw []byte) string {
	by := r.operator[0]
	return by.id + " " + base64.StdEncoding.EncodeToString(seal(by.aead, raw, p.about()))
}

func (r *Keyring) unwrapRaw(p person, wrapped string) ([]byte, error) {
	id, text, _ := strings.Cut(wrapped, " ")
	for _, by := range r.operator {
		if by.id != id {
			continue
		}
		sealed, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("a person's key is stored wrongly: %w", err)
		}
		raw, err := open(by.aead, sealed, p.about())
		if err != nil {
			return nil, fmt.Errorf("unwrap a person's key with %s: %w", id, err)
		}
		return raw, nil
	}
	return nil, fmt.Errorf("unwrap a person's key: %w: %s", ErrNoOperatorKey, id)
}

func (r *Keyring) unwrap(p person, wrapped string) (*Key, error) {
	raw, err := r.unwrapRaw(p, wrapped)
	if err != nil {
		return nil, err
	}
	return &Key{newAEAD(raw)}, nil
}

// about binds a wrapped key to its person.
func (p person) about() string { return "key of " + p.space + "\x00" + p.id }

func newAEAD(raw []byte) cipher.AEAD {
	block, err := aes.NewCipher(raw)
	if err != nil {
		panic("keyring: " + err.Error()) // only the length can be wrong
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("keyring: " + err.Error())
	}
	return aead
}

// seal is the nonce, which is random, and the ciphertext.
func seal(aead cipher.AEAD, plain []byte, about string) []byte {
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(nonce) // it never fails
	return aead.Seal(nonce, nonce, plain, []byte(about))
}

func open(aead cipher.AEAD, sealed []byte, about string) ([]byte, error) {
	n := aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("too short")
	}
	return aead.Open(nil, sealed[:n], sealed[n:], []byte(about))
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return b
}
