package member

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

func TestSkillsAreShownAsTheirReadersWriteThem(t *testing.T) {
	for _, test := range []struct{ written, ja, en string }{
		{"広告運用", "広告運用", "advertising"},
		{"経理、翻訳、機械学習", "経理、翻訳、機械学習", "accounting, translation, machine learning"},
		{"golang, k8s, postgres, cicd", "Go、Kubernetes、PostgreSQL、CI/CD", "Go, Kubernetes, PostgreSQL, CI/CD"},
		{"node, react.js, ios開発", "Node.js、React、iOS", "Node.js, React, iOS"},
		{"english, pr", "英語、広報", "English, public relations"},
		{"日本酒の仕込み, COBOL-85", "日本酒の仕込み、cobol-85", "日本酒の仕込み, cobol-85"},
	} {
		skills := empty().Read(test.written)
		got := []string{SkillList(bot.Japanese, skills), SkillList(bot.English, skills)}
		if diff := cmp.Diff([]string{test.ja, test.en}, got); diff != "" {
			t.Errorf("%s:\n%s", test.written, diff)
		}
	}
}

// What is shown can be typed: an edited form comes back as what was kept, also
// in the other language.
func TestLabelsAreReadAsTheirSkills(t *testing.T) {
	v := empty()
	for name, shown := range builtin().labels {
		for _, l := range bothLocales() {
			if got := v.Read(SkillLabel(l, name)); !slices.Equal(got, []string{name}) {
				t.Errorf("%q is shown as %q (%s), which is read as %q", name, SkillLabel(l, name), l, got)
			}
		}
		if i18n.Fold(shown.en) != i18n.Fold(name) {
			t.Errorf("%q is shown as %q: in English nothing but case differs", name, shown.en)
		}
		if japanese(shown.en) || !japanese(shown.ja) && shown.ja != shown.en {
			t.Errorf("%q is shown as %q and %q", name, shown.ja, shown.en)
		}
	}
	names := slices.Sorted(maps.Keys(builtin().labels))
	some := rapid.OneOf(rapid.SampledFrom(names), rapid.SampledFrom([]string{"ワイン・ビール", "溶接", "cobol-85", "日本酒の仕込み"}))
	rapid.Check(t, func(t *rapid.T) {
		skills := rapid.SliceOfNDistinct(some, 0, maxSkills, rapid.ID).Draw(t, "skills")
		l := rapid.SampledFrom(bothLocales()).Draw(t, "locale")
		if got := v.Read(SkillList(l, skills)); !slices.Equal(got, skills) {
			t.Fatalf("%q is shown as %q, and that is read as %q", skills, SkillList(l, skills), got)
		}
	})
}

// A profile's skills fit its form again, also where the vocabulary's names are
// longer than what was typed.
func TestSkillsFitTheirFieldAgain(t *testing.T) {
	v := empty()
	typed := "nlp、rnd、機械学習、テックライティング、人事労務"
	for i := range maxSkills - 5 {
		typed += fmt.Sprintf("、二十文字もあるとても長いスキルです%02dああ", i)
	}
	err := fewSkills(bot.Reader{Locale: bot.Japanese}, v)(typed)
	var problem *bot.Problem
	if !errors.As(err, &problem) || !strings.HasPrefix(problem.Text.String(), "スキルは全部で660文字までです") {
		t.Errorf("%d characters: %v", utf8.RuneCountInString(typed), err)
	}
	longest := slices.SortedFunc(maps.Keys(builtin().labels), func(a, b string) int { return len(b) - len(a) })[:maxSkills]
	for _, l := range bothLocales() {
		if err := fewSkills(bot.Reader{Locale: l}, v)(SkillList(l, longest)); err != nil {
			t.Errorf("%q: %v", SkillList(l, longest), err)
		}
	}
}

func japanese(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return r > 0x2000 }) }

func TestCompleteOffersLabels(t *testing.T) {
	added := newLexicon()
	added.add("すぱーく", "apache spark")
	v := vocabulary(added.done())
	for _, test := range []struct {
		l     bot.Locale
		typed string
		first []string
		want  []string // the first ones
	}{
		{bot.Japanese, "広", nil, []string{"広告運用", "広報"}},
		{bot.English, "広", nil, []string{"advertising", "public relations"}},
		{bot.Japanese, "ad", nil, []string{"Illustrator", "広告運用"}},
		{bot.English, "ad", nil, []string{"advertising", "Illustrator"}},
		{bot.Japanese, "まーけ", nil, []string{"マーケティング"}},
		{bot.Japanese, "けい", nil, nil},
		{bot.English, "k8", nil, []string{"Kubernetes"}},
		{bot.English, "post", nil, []string{"PostgreSQL"}},
		{bot.Japanese, "スパ", nil, []string{"apache spark"}},
		{bot.Japanese, "Go、機", nil, []string{"Go、機械学習", "Go、機械設計"}},
		{bot.English, "go,ad", nil, []string{"go, advertising", "go, Illustrator"}},
		{bot.English, "Go, React, re", []string{"redis", "recording", "sales"}, []string{"Go, React, Redis", "Go, React, recording", "Go, React, React Native"}},
		{bot.English, "react", nil, []string{"React", "React Native"}},
		{bot.English, "zzz", []string{"go"}, nil},
	} {
		var got []string
		for _, p := range v.Complete(test.l, test.typed, test.first...) {
			if p.Value != p.Label {
				t.Errorf("%q is offered for %q", p.Value, p.Label)
			}
			got = append(got, p.Value)
		}
		if len(test.want) == 0 && len(got) > 0 || len(got) < len(test.want) || !slices.Equal(got[:len(test.want)], test.want) {
			t.Errorf("%s %q: %q, want %q first", test.l, test.typed, got, test.want)
		}
	}
}

// Every completion is within a pick and adds one skill to what was typed.
func TestCompletionsAddOneSkill(t *testing.T) {
	v := empty()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOfN(rapid.SampledFrom([]rune("gocrks8 ,、，機械広告デま")), 0, 30, -1).Draw(t, "typed")
		l := rapid.SampledFrom(bothLocales()).Draw(t, "locale")
		picks := v.Complete(l, typed, "go", "日本酒の仕込み")
		before, _ := splitLast(typed)
		written := len(v.Read(before))
		if len(picks) > bot.MaxPicks {
			t.Fatalf("%d picks", len(picks))
		}
		for _, p := range picks {
			if utf8.RuneCountInString(p.Label) > bot.MaxButton || len(v.Read(p.Value)) != written+1 {
				t.Fatalf("%q is completed to %q", typed, p.Value)
			}
		}
	})
}

func bothLocales() []bot.Locale { return []bot.Locale{bot.Japanese, bot.English} }
