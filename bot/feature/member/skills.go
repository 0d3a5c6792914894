package member

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// synonyms are a community's additions to the vocabulary, in one record: what
// is written, as an unknown skill is kept, and the canonical name it stands for.
type synonyms struct {
	Means map[string]string `json:"Means"`
}

const (
	wordsID      = "all"
	maxSynonyms  = 500
	rewrittenMax = 200 // members whose skills are written anew at once
	usedShown    = 20
	addedShown   = 10
)

// Vocabulary reads the community's vocabulary: the built-in synonyms and what
// managers added. One round trip at most, none when it was read in this call.
func (m *Members) Vocabulary(ctx context.Context, in bot.CommunityID, at time.Time) (*Vocabulary, error) {
	r, err := m.additions(ctx, in, at)
	if err != nil {
		return nil, err
	}
	return vocabularyOf(r.Value), nil
}

func vocabularyOf(s synonyms) *Vocabulary {
	added := newLexicon()
	for written, name := range s.Means {
		added.add(written, name)
		added.add(name, name)
	}
	return vocabulary(added.done())
}

// additions is the community's record of them, or a new one.
func (m *Members) additions(ctx context.Context, in bot.CommunityID, at time.Time) (*storage.Record[synonyms], error) {
	r, err := kit.GetOrNew(ctx, kit.On(in, at), m.words, wordsID)
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	return r, nil
}

// completeSkills offers known skills for the last one that was typed: first
// those that members show, then the vocabulary's.
func (m *Members) completeSkills(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
	v, err := m.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	if err := m.memberIndex.Ready(ctx, c.In.ID); err != nil {
		return nil, err
	}
	var used []string
	for _, value := range m.directory(c).Values(keySkill, "", maxSynonyms) {
		used = append(used, value.Value)
	}
	return v.Complete(c.Locale, typed, used...), nil
}

func skillsOptions() []bot.Option {
	return []bot.Option{
		{Name: "add", Summary: hintAddWord.In, Kind: bot.OptionText},
		{Name: "means", Summary: hintMeans.In, Kind: bot.OptionText},
		{Name: "remove", Summary: hintRemoveWord.In, Kind: bot.OptionText},
	}
}

// skills shows what members can do, and lets managers teach the vocabulary.
func (m *Members) skills(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	added, removed := c.Values["add"], c.Values["remove"]
	changes := cmp.Or(added, removed, c.Values["means"]) != ""
	if changes && !c.Who.Roles.Has(bot.Manager) {
		return nil, c.Refuse(msgManagersTeach)
	}
	r, err := m.additions(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	if err := m.memberIndex.Ready(ctx, c.In.ID); err != nil {
		return nil, err
	}
	switch {
	case added != "" && removed != "":
		return nil, c.Refuse(msgOneAtATime)
	case removed != "":
		return m.removeWord(ctx, c, r, removed)
	case changes:
		return m.addWord(ctx, c, r, asWritten(added), c.Values["means"])
	default:
		return bot.Reply{Message: m.skillsMessage(c, r.Value)}, nil
	}
}

// addWord makes a writing stand for a skill, also in the profiles of those who
// wrote it before.
func (m *Members) addWord(ctx context.Context, c *bot.Call, r *storage.Record[synonyms], written, means string) (bot.Answer, error) {
	v := vocabularyOf(r.Value)
	names := v.Read(means)
	if written == "" || len(names) != 1 {
		return nil, c.Refuse(msgTeachLike)
	}
	name := names[0]
	switch {
	case utf8.RuneCountInString(written) > maxSkill || utf8.RuneCountInString(name) > maxSkill:
		return nil, c.Refuse(msgLongSkill, maxSkill, written)
	case strings.ContainsAny(written, ",、;|"):
		return nil, c.Refuse(msgTeachLike)
	case key(written) == key(name):
		return nil, c.Refuse(msgSameWord, written)
	case len(r.Value.Means) >= maxSynonyms:
		return nil, c.Refuse(msgTooManyWords, maxSynonyms)
	}
	if now, known := v.canonical(written); known {
		if _, ours := r.Value.Means[written]; !ours {
			shown := SkillLabel(c.Locale, now)
			if key(shown) == key(written) {
				return nil, c.Refuse(msgIsSkill, shown)
			}
			return nil, c.Refuse(msgKnownWord, written, shown)
		}
	}
	words := maps.Clone(r.Value.Means)
	if words == nil {
		words = map[string]string{}
	}
	words[written] = name
	r.Value.Means = words
	affected := m.memberIndex.View(c.In.ID, audience.Bot, c.Today()).Find(audience.Term(keySkill + ":" + written))
	tx := kit.Begin(m.db, c)
	m.words.Put(tx, r)
	if err := m.rewrite(ctx, c, tx, affected[:min(len(affected), rewrittenMax)], written, name); err != nil {
		return nil, err
	}
	if err := tx.Commit(ctx); err != nil {
		return nil, fmt.Errorf("add to the vocabulary: %w", err)
	}
	msg := c.Say(msgTaught, written, SkillLabel(c.Locale, name))
	if n := min(len(affected), rewrittenMax); n > 0 {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgTaughtProfiles, n)})
	}
	if left := len(affected) - rewrittenMax; left > 0 {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgTaughtRest, left)})
	}
	return bot.Reply{Message: msg}, nil
}

// rewrite replaces a skill in the profiles of members, as part of tx.
func (m *Members) rewrite(ctx context.Context, c *bot.Call, tx *storage.Tx, ordinals []uint32, from, to string) error {
	if len(ordinals) == 0 {
		return nil
	}
	records, err := m.ByOrdinal(ctx, c.In.ID, ordinals, c.At)
	if err != nil {
		return fmt.Errorf("read those who wrote a skill: %w", err)
	}
	for _, r := range records {
		if r == nil || !slices.Contains(r.Value.Skills, from) {
			continue
		}
		var skills []string
		for _, s := range r.Value.Skills {
			if s == from {
				s = to
			}
			if !slices.Contains(skills, s) {
				skills = append(skills, s)
			}
		}
		r.Value.Skills = skills
		m.members.Put(tx, r)
	}
	return nil
}

// removeWord takes an addition back. Profiles keep the name that they have.
func (m *Members) removeWord(ctx context.Context, c *bot.Call, r *storage.Record[synonyms], written string) (bot.Answer, error) {
	words := maps.Clone(r.Value.Means)
	maps.DeleteFunc(words, func(w, _ string) bool { return key(w) == key(written) })
	if len(words) == len(r.Value.Means) {
		return nil, c.Refuse(msgNoSuchWord, written)
	}
	r.Value.Means = words
	tx := kit.Begin(m.db, c)
	m.words.Put(tx, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: c.Say(msgForgotten, written)})
}

// skillsMessage is what members show most, and for managers what was added.
func (m *Members) skillsMessage(c *bot.Call, s synonyms) bot.Message {
	msg := bot.Message{Blocks: []bot.Block{bot.Heading{Text: c.Text(titleSkills)}}}
	var used []string
	for _, v := range m.directory(c).Values(keySkill, "", usedShown) {
		used = append(used, c.Label(msgUsed, SkillLabel(c.Locale, v.Value), v.Count))
	}
	if len(used) == 0 {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgNoSkillsYet)})
	} else {
		msg = msg.With(bot.Paragraph{Text: bot.Plain(i18n.List(c.Locale, used))}, bot.Note{Text: c.Text(msgUsedNote)})
	}
	if !c.Who.Roles.Has(bot.Manager) {
		return msg
	}
	text := c.Text(headAdded)
	written := slices.Sorted(maps.Keys(s.Means))
	for _, w := range written[:min(len(written), addedShown)] {
		text = append(text, c.Text(msgAddedLine, w, SkillLabel(c.Locale, s.Means[w]))...)
	}
	if n := len(written) - addedShown; n > 0 {
		text = append(text, c.Text(msgAddedRest, n)...)
	}
	if len(written) == 0 {
		text = append(text, c.Text(msgNoneAdded)...)
	}
	return msg.With(bot.Paragraph{Text: text}, bot.Note{Text: c.Text(msgTeachLike)})
}
