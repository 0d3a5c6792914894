package gig

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// fits reports whether a member is to hear of the gig at the moment: they
// agreed to it, they have one of its skills, and neither their hours nor their
// place speaks against it. What was not said does not speak against anything.
func fits(g Gig, m member.Member, at time.Time) bool {
	if g.Audience == Employees || !m.Agreed(member.Gigs, at) || m.Closeness == member.Quiet || m.Closeness == member.News {
		return false
	}
	return fitsWork(g, m)
}

// fitsWork is the part of fits that is about the work.
func fitsWork(g Gig, m member.Member) bool {
	return (len(g.Skills) == 0 || len(shared(m.Skills, g.Skills)) > 0) &&
		(g.Hours == 0 || m.Hours == 0 || m.Hours >= g.Hours) &&
		placeFits(g.Place, m.Place)
}

// matching is fits as a question to the index. places are those which members
// there are can work at. That a member paused is not in the index.
func matching(g Gig, places []string) audience.Expr {
	if g.Audience == Employees {
		return audience.Any{}
	}
	all := audience.All{
		audience.Term("agreed:" + string(member.Gigs)),
		audience.Not{Expr: audience.Any{
			audience.Term("close:" + string(member.Quiet)), audience.Term("close:" + string(member.News)),
		}},
	}
	if len(g.Skills) > 0 {
		var skills audience.Any
		for _, s := range g.Skills {
			skills = append(skills, audience.Term("skill:"+s))
		}
		all = append(all, skills)
	}
	if g.Hours > 0 {
		all = append(all, audience.Any{
			audience.AtLeast("hours", g.Hours),
			audience.Not{Expr: audience.AtLeast("hours", 1)},
		})
	}
	if !placeFits(g.Place, "") {
		var there audience.Any
		for _, p := range places {
			if placeFits(g.Place, p) {
				there = append(there, audience.Term("place:"+p))
			}
		}
		all = append(all, there)
	}
	return all
}

// matched are the ordinals of the members whom the gig fits, without the
// caller, as of the index: what was registered or withdrawn in the last second
// may be missing, so whoever is written to is read again.
func (g *Gigs) matched(ctx context.Context, c *bot.Call, gig Gig) ([]uint32, error) {
	if gig.Audience == Employees {
		return nil, nil
	}
	members, err := g.everybody(ctx, c.In.ID, c.Today())
	if err != nil {
		return nil, err
	}
	found := members.Find(matching(gig, placesFor(gig, members)))
	if c.Who.Member == "" {
		return found, nil
	}
	own, err := g.Members.Of(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("read the poster's own record: %w", err)
	}
	return slices.DeleteFunc(found, func(o uint32) bool { return o == own.Ordinal }), nil
}

// everybody is all members of a community, with the eyes of the bot.
func (g *Gigs) everybody(ctx context.Context, in bot.CommunityID, today bot.Date) (audience.View, error) {
	if err := g.Members.Index().Ready(ctx, in); err != nil {
		return audience.View{}, fmt.Errorf("build the index of members: %w", err)
	}
	return g.Members.Index().View(in, audience.Bot, today), nil
}

// placesFor are the places at which members can work, where that matters.
func placesFor(g Gig, members audience.View) []string {
	if placeFits(g.Place, "") {
		return nil
	}
	var places []string
	for _, v := range members.Values("place", "", maxPlaces) {
		places = append(places, v.Value)
	}
	return places
}

// maxPlaces is how many different places of members are looked at, the most
// common first.
const maxPlaces = 5000

// placeFits reports whether somebody who can work at mine, besides remotely,
// can do the work at place: it is remote or open, or both name the same place.
func placeFits(place, mine string) bool {
	if place == "" || isRemote(place) {
		return true
	}
	place, mine = foldPlace(place), foldPlace(mine)
	return place == mine || names(place, placeWords(mine)) || names(mine, placeWords(place))
}

func names(place string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(place, w) })
}

var remoteWord = regexp.MustCompile(`リモート|テレワーク|在宅|オンライン|remote|online|anywhere|work from home|wfh|どこでも`)

// isRemote reports whether the work can be done remotely.
func isRemote(place string) bool {
	text := strings.ToLower(norm.NFKC.String(place))
	for _, at := range remoteWord.FindAllStringIndex(text, -1) {
		if !notRemote.MatchString(text[at[1]:]) && !noBefore.MatchString(text[:at[0]]) {
			return true
		}
	}
	return false
}

// everyPlaceWord stands in the names of many places and says nothing by itself.
var everyPlaceWord = regexp.MustCompile(`^(?:オフィス|本社|支社|客先|出社|常駐|駅前?|近郊|周辺|都内|応相談|office|the|and|or|in|at|near|city|on|site|onsite|japan|日本)$`)

// prefectures lose their endings first: 京都 is not a part of 東京都.
var prefectures = strings.NewReplacer("東京都", "東京 ", "京都府", "京都 ", "大阪府", "大阪 ", "北海道", "北海道 ")

func foldPlace(place string) string { return prefectures.Replace(i18n.Fold(place)) }

var placeName = regexp.MustCompile(`(..+?)[県市区町村]|(..+)`)

// placeWords are the words in which a folded place is named: of letters, at
// least two each, without the endings of administrative names.
func placeWords(folded string) []string {
	var words []string
	for _, part := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && r != 'ー' }) {
		for _, m := range placeName.FindAllStringSubmatch(part, -1) {
			if w := m[1] + m[2]; !everyPlaceWord.MatchString(w) {
				words = append(words, w)
			}
		}
	}
	return words
}

// reasons are what the member typed that the gig fits, in words; empty where
// nothing but their consent is the reason.
func reasons(l bot.Localizer, g Gig, m member.Member) []string {
	var why []string
	if both := shared(m.Skills, g.Skills); len(both) > 0 {
		why = append(why, member.SkillList(l.Language(), both))
	}
	if g.Hours > 0 && m.Hours >= g.Hours {
		why = append(why, l.Label(reasonHours, m.Hours))
	}
	if g.Place != "" && !isRemote(g.Place) && m.Place != "" {
		why = append(why, m.Place)
	}
	return why
}
