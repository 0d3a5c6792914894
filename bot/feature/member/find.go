package member

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	pageSize = 5  // people on a page of results: one row of buttons
	window   = 25 // candidates read for a page, so that those who changed meanwhile leave no gap
	// searchKept is for how long the pages of a search can be turned.
	searchKept  = 24 * time.Hour
	firstYear   = 1950
	skillsShown = 5 // in a list; the rest is on the person's own page
)

// find answers a new search with its first page.
func (m *Members) find(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	s := asked(c)
	found, err := m.page(ctx, c, s, 0)
	if err != nil {
		return nil, err
	}
	id := ""
	if found.more {
		if id, err = m.keep(ctx, c, s); err != nil {
			return nil, err
		}
	}
	return bot.Reply{Message: results(c, found, id)}, nil
}

// keep stores a search which has more than one page.
func (m *Members) keep(ctx context.Context, c *bot.Call, s search) (string, error) {
	r := m.searches.New(named("search", c.Once), s)
	r.Expires = c.At.Add(searchKept)
	tx := kit.Begin(m.db, c)
	m.searches.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return "", fmt.Errorf("keep a search: %w", err)
	}
	return r.ID, nil
}

// more turns to another page of a search. The argument is the search's id and
// the ordinal after which the page begins.
func (m *Members) more(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id, from, _ := strings.Cut(c.Arg, ".")
	after, err := strconv.ParseUint(from, 10, 32)
	if err != nil {
		return nil, searchGone(c)
	}
	r, err := kit.Lookup(ctx, c, m.searches, id)
	if err != nil {
		return nil, fmt.Errorf("read a kept search: %w", err)
	}
	if r == nil || r.Value.By != c.Who.User {
		return nil, searchGone(c)
	}
	found, err := m.page(ctx, c, r.Value, uint32(after))
	if err != nil {
		return nil, err
	}
	return bot.Update{Message: results(c, found, id)}, nil
}

// searchGone is said of a search that has expired, and of somebody else's.
func searchGone(c *bot.Call) error {
	return &bot.Problem{
		Text: c.Text(msgSearchGone),
		Next: bot.Buttons{c.Button(labelSearchAgain, routeFind, "")},
	}
}

// found is one page of a search.
type found struct {
	people []*storage.Record[Member]
	count  int    // of everybody who was found, this page and the others
	after  uint32 // where this page began
	last   uint32 // the ordinal after which the next one begins
	more   bool
	words  string // what was asked for; empty where it was nothing
	near   string // a query that was meant perhaps, where nobody was found
	nearby int    // how many that finds
}

// directory is what the caller may search: those who agreed to be found, by what
// they show to the caller.
func (m *Members) directory(c *bot.Call) audience.View {
	return m.memberIndex.View(c.In.ID, AccessOf(c.Who), c.Today()).Among(listed)
}

// page reads a window of the candidates after an ordinal and takes those who
// still are what is looked for.
func (m *Members) page(ctx context.Context, c *bot.Call, s search, after uint32) (found, error) {
	if err := m.memberIndex.Ready(ctx, c.In.ID); err != nil {
		return found{}, err
	}
	language, err := m.Language(ctx, c.In.ID, AccessOf(c.Who), c.At)
	if err != nil {
		return found{}, err
	}
	wanted, err := s.wanted(c.Locale, language)
	if err != nil {
		return found{}, err
	}
	all := m.directory(c).Find(wanted)
	f := found{count: len(all), after: after}
	if len(wanted) > 0 {
		f.words = language.Words(c.Locale, wanted)
	}
	rest := all
	for len(rest) > 0 && rest[0] <= after {
		rest = rest[1:]
	}
	read := rest[:min(len(rest), window)]
	if len(read) == 0 {
		if near, n, ok := language.Nearby(m.directory(c), wanted); ok {
			f.near, f.nearby = language.String(near), n
		}
		return f, nil
	}
	records, err := m.ByOrdinal(ctx, c.In.ID, read, c.At)
	if err != nil {
		return found{}, fmt.Errorf("read the members found: %w", err)
	}
	for i, r := range records {
		if r == nil || !m.memberIndex.Holds(audience.All{listed, wanted}, r.Value, AccessOf(c.Who), c.Today()) {
			f.count--
			continue
		}
		if len(f.people) == pageSize {
			f.more = true
			continue
		}
		f.people = append(f.people, r)
		f.last = read[i]
	}
	if !f.more && len(rest) > len(read) {
		f.more, f.last = true, read[len(read)-1]
	}
	return f, nil
}

// results is a page as it is read.
func results(c *bot.Call, f found, id string) bot.Message {
	if len(f.people) == 0 && !f.more && f.after == 0 {
		return nobody(c, f)
	}
	msg := c.Say(msgFound, f.count)
	if f.after != 0 {
		msg = c.Say(msgFoundMore)
	}
	msg = msg.With(f.explained(c)...)
	var open bot.Buttons
	for _, r := range f.people {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgBold, r.Value.Name)})
		if line := brief(c, r.Value, c.Who); line != "" {
			msg = msg.With(bot.Note{Text: bot.Plain(line)})
		}
		open = append(open, bot.Button{Label: r.Value.Name, Action: c.Action(routeShow, r.ID)})
	}
	if len(open) > 0 {
		msg = msg.With(open)
	}
	var turn bot.Buttons
	if f.more {
		turn = append(turn, primary(c.Button(labelNext, routeMore, pageArg(id, f.last))))
	}
	if f.after != 0 {
		turn = append(turn, c.Button(labelFirst, routeMore, pageArg(id, 0)))
	}
	if len(turn) > 0 {
		msg = msg.With(turn)
	}
	return msg
}

func pageArg(id string, after uint32) string { return id + "." + strconv.FormatUint(uint64(after), 10) }

// maxWords is the longest explanation of a search that is shown: whoever typed a
// longer one knows it best.
const maxWords = 300

// explained says how the search was understood.
func (f found) explained(l bot.Localizer) []bot.Block {
	if f.words == "" || utf8.RuneCountInString(f.words) > maxWords {
		return nil
	}
	return []bot.Block{bot.Note{Text: l.Text(msgSearched, f.words)}}
}

// nobody says that nobody was found and what can be done about it.
func nobody(c *bot.Call, f found) bot.Message {
	say := msgNobody
	if f.words == "" {
		say = msgNobodyYet
	}
	msg := c.Say(say).With(f.explained(c)...)
	if f.near != "" && utf8.RuneCountInString(f.near) <= maxWords {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgMeant, f.near, f.nearby)})
	}
	return msg.With(bot.Buttons{c.Button(labelSearchAgain, routeFind, "")})
}

// brief is a member in one line: department, years and the first skills, as far
// as the viewer may see them.
func brief(l bot.Localizer, m Member, viewer bot.Who) string {
	as := AccessOf(viewer)
	var parts []string
	if m.seen(as, fieldDepartment) && m.Department != "" {
		parts = append(parts, m.Department)
	}
	if years := showYears(l, m); years != "" && m.seen(as, fieldYears) {
		parts = append(parts, years)
	}
	if len(m.Skills) > 0 && m.seen(as, fieldSkills) {
		skills := SkillList(l.Language(), m.Skills[:min(len(m.Skills), skillsShown)])
		if n := len(m.Skills) - skillsShown; n > 0 {
			skills = l.Label(msgAndMore, skills, n)
		}
		parts = append(parts, skills)
	}
	return strings.Join(parts, l.Label(msgBetween))
}

// show is one person of the directory. Whoever is not in it is not told apart
// from whoever does not exist.
func (m *Members) show(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := kit.Find(ctx, c, m.members, c.Arg, msgNotListed)
	if err != nil {
		return nil, err
	}
	if !r.Value.consents(Directory) {
		return nil, c.Refuse(msgNotListed)
	}
	facts := m.Shown(c, r.Value, c.Who, false)
	for _, a := range r.Value.Accounts {
		if a.Platform() == c.User.Platform() {
			facts = append(facts, bot.Fact{
				Label: c.Label(labelAccount),
				Value: bot.Textf("%s", bot.Mention{User: a, Name: r.Value.Name}),
			})
		}
	}
	return bot.Reply{Message: bot.Message{Blocks: []bot.Block{facts}}}, nil
}
