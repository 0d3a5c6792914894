package member

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Complete offers skills for the last one of a typed list, as people who read l
// see them: those of first before the vocabulary's, and none that the list has
// already. A value is the list with the skill at its end, to be read by Read. At
// most bot.MaxPicks, none longer than a pick may be.
func (v *Vocabulary) Complete(l bot.Locale, typed string, first ...string) []bot.Pick {
	before, last := splitLast(typed)
	written := v.Read(before)
	found := v.begunBy(l, last)
	offered := slices.DeleteFunc(slices.Clone(first), func(name string) bool {
		return !slices.Contains(found, name) && !strings.HasPrefix(i18n.Fold(name), i18n.Fold(last))
	})
	var picks []bot.Pick
	for i, name := range append(offered, found...) {
		value := before + SkillLabel(l, name)
		again := i >= len(offered) && slices.Contains(offered, name)
		if !again && !slices.Contains(written, name) && utf8.RuneCountInString(value) <= bot.MaxButton {
			picks = append(picks, bot.Pick{Value: value, Label: value})
		}
	}
	return picks[:min(len(picks), bot.MaxPicks)]
}

// splitLast splits a typed list before its last skill. What is before it ends
// so that another can follow.
func splitLast(typed string) (before, last string) {
	i := strings.LastIndexAny(typed, ",、，")
	if i < 0 {
		return "", typed
	}
	separator, size := utf8.DecodeRuneInString(typed[i:])
	before = typed[:i+size]
	if separator == ',' {
		before += " "
	}
	return before, strings.TrimLeft(typed[i+size:], " ")
}

// begunBy are the canonical names of the skills of which a writing begins with
// typed: first those that people who read l see begin so, and in the order in
// which these would stand in a list of words.
func (v *Vocabulary) begunBy(l bot.Locale, typed string) []string {
	k := key(typed)
	var names []string
	for _, x := range v.lexicons {
		for written, name := range x.names {
			if strings.HasPrefix(written, k) {
				names = append(names, name)
			}
		}
	}
	shown := func(name string) (later int, label string) {
		label = key(SkillLabel(l, name))
		if !strings.HasPrefix(label, k) {
			later = 1
		}
		return later, label
	}
	slices.SortFunc(names, func(a, b string) int {
		laterA, labelA := shown(a)
		laterB, labelB := shown(b)
		return cmp.Or(laterA-laterB, cmp.Compare(labelA, labelB), cmp.Compare(a, b))
	})
	return slices.Compact(names)
}
