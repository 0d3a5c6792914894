package audience

import (
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Language is how people ask for members:
//
//	skill:go left:2019..2023 dept:sales hours:>=10 -company:x
//
// Conditions are separated by spaces, and all must hold; nothing, or only a word
// for everybody, is everybody. A comma between values means either (skill:go,redis). A minus before a condition turns it around.
// Words without a key are searched for in everything (see Free). Quotation
// marks, also 「」, hold together what has spaces or signs in it. Numbers are
// compared (>=10, 10以上) or given as ranges (2019..2023, 2019〜2023年); days ago
// likewise (>90d). none finds those of whom a key says nothing, * those of whom
// it says something. Width, case and kana make no difference, and keys and
// values have names in Japanese.
//
// Four things look ahead: a comma or colon may be followed by spaces, a number
// may have spaces around its signs and units, and neighbouring words that
// together are a key or a known value are one (skill:machine learning). What
// other search languages write is refused with what is written here instead.
//
// It does not change, and is safe for concurrent use.
type Language struct {
	keys  []Key
	named map[string]*Key // by each name, as foldName has it
	as    AccessLevel
	free  *Key // whose values words without a key may also mean, or nil
}

// NewLanguage is the language of keys for somebody with that access level: they may know
// of other keys, but not use them. A word without a key may also mean a value of
// the key named free, which is Exact.
func NewLanguage(keys []Key, as AccessLevel, free string) *Language {
	l := &Language{keys: keys, named: map[string]*Key{}, as: as}
	for i := range keys {
		for _, name := range keys[i].names() {
			if name = foldName(name); l.named[name] == nil {
				l.named[name] = &keys[i]
			}
		}
	}
	if i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == free }); i >= 0 {
		l.free = &keys[i]
	}
	return l
}

// Kind is what the values of a key are.
type Kind uint8

const (
	Exact  Kind = iota // names of a vocabulary: Term
	Words              // texts that are found by a part: Contains
	Choice             // one of Picks: Term
	Number             // whole numbers: Between
	Days               // days that lie back: Ago
)

// Key is one thing that people can ask for.
type Key struct {
	Name    string // as in facts: lower case, may have a hyphen
	Aliases []string
	Kind    Kind
	Seen    AccessLevel // the lowest that may ask
	Label   i18n.Line
	Example string   // a value, for those who do not know what to write
	Offers  []string // values to offer besides those which there are

	// In words: that the value is one of %s, or none of them; that there is
	// none at all, or any.
	Is, IsNot, None, Some i18n.Line

	// Exact. Read is what a typed value means, at least one value, several
	// where either is meant; Knows whether it is in the vocabulary; Show a value
	// as people read it.
	Read  func(typed string) []string
	Knows func(typed string) bool
	Show  func(l bot.Locale, value string) string

	Picks []Pick // Choice

	// Number: what can be, which units may stand behind, and how it is said.
	Min, Max int
	Units    []string
	Number   Numbers
}

// Pick is one value of a Choice.
type Pick struct {
	Value   string
	Label   i18n.Line
	Aliases []string
}

// Numbers are a number in words: n; n to m; n or more; n or less.
type Numbers struct{ One, Range, From, To i18n.Line }

// keyNamed finds a key by a name that was typed.
func (l *Language) keyNamed(typed string) *Key { return l.named[foldName(typed)] }

// key finds a key by its proper name.
func (l *Language) key(name string) *Key {
	if i := slices.IndexFunc(l.keys, func(k Key) bool { return k.Name == name }); i >= 0 {
		return &l.keys[i]
	}
	return nil
}

// usable are the keys that may be asked for.
func (l *Language) usable() []*Key {
	var keys []*Key
	for i := range l.keys {
		if l.keys[i].Seen <= l.as {
			keys = append(keys, &l.keys[i])
		}
	}
	return keys
}

// names are all that a key is called.
func (k *Key) names() []string {
	return slices.Concat([]string{k.Name}, k.Label.Labels(), k.Aliases)
}

func (p Pick) names() []string {
	return slices.Concat([]string{p.Value}, p.Label.Labels(), p.Aliases)
}

// joints are what may stand between the parts of a name.
var joints = strings.NewReplacer("-", "", "_", "", " ", "")

// foldName is a name of a key or pick, for comparing.
func foldName(name string) string { return joints.Replace(i18n.Fold(name)) }

// pick finds a value of a Choice by what was typed.
func (k *Key) pick(typed string) (Pick, bool) {
	folded := foldName(typed)
	for _, p := range k.Picks {
		if slices.ContainsFunc(p.names(), func(name string) bool { return foldName(name) == folded }) {
			return p, true
		}
	}
	return Pick{}, false
}

// knows reports whether what was typed is a value that there can be, which is
// known only of a vocabulary and of picks.
func (k *Key) knows(typed string) bool {
	switch k.Kind {
	case Exact:
		return k.Knows(typed)
	case Choice:
		_, ok := k.pick(typed)
		return ok
	default:
		return false
	}
}

// show is a value as people read it.
func (k *Key) show(l bot.Locale, value string) string {
	switch k.Kind {
	case Choice:
		for _, p := range k.Picks {
			if p.Value == value {
				return p.Label.In(l)
			}
		}
	case Exact:
		return k.Show(l, value)
	}
	return value
}
