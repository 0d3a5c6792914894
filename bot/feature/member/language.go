package member

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Language is how somebody with that access level asks for members of the community. One
// round trip at most, for the vocabulary; none when it was read in this call.
func (m *Members) Language(ctx context.Context, in bot.CommunityID, as audience.AccessLevel, at time.Time) (*audience.Language, error) {
	v, err := m.Vocabulary(ctx, in, at)
	if err != nil {
		return nil, err
	}
	return language(v, as), nil
}

func language(v *Vocabulary, as audience.AccessLevel) *audience.Language {
	return audience.NewLanguage(keys(v), as, keySkill)
}

// keys are what can be asked for. Whom a field finds follows from whom each
// member shows it to; what no field is, only managers may ask for.
func keys(v *Vocabulary) []audience.Key {
	return []audience.Key{
		{
			Name: keySkill, Kind: audience.Exact, Label: labelSkills, Example: "go",
			Aliases: []string{"skills", "技術", "できること"},
			Is:      msgSkillIs, IsNot: msgSkillIsNot, None: msgSkillNone, Some: msgSkillSome,
			Read: v.Read, Knows: v.knows, Show: SkillLabel,
		},
		{
			Name: keyDept, Kind: audience.Words, Label: labelDept, Example: "sales",
			Aliases: []string{"department", "部門", "所属", "退職時の部署"},
			Is:      msgDeptIs, IsNot: msgDeptIsNot, None: msgDeptNone, Some: msgDeptSome,
		},
		{
			Name: keyLeft, Kind: audience.Number, Label: labelLeftKey, Example: "2019..2023",
			Aliases: []string{"退職年", "退職した年", "退社"},
			Is:      msgLeftIs, IsNot: msgLeftIsNot, None: msgLeftNone, Some: msgLeftSome,
			Min: firstYear, Max: lastYear, Units: []string{"年"}, Number: inYears,
		},
		{
			Name: keyJoined, Kind: audience.Number, Label: labelJoinedKey, Example: "2010..2015",
			Aliases: []string{"入社年", "入社した年"},
			Is:      msgJoinedIs, IsNot: msgJoinedIsNot, None: msgJoinedNone, Some: msgJoinedSome,
			Min: firstYear, Max: lastYear, Units: []string{"年"}, Number: inYears,
		},
		{
			Name: keyHours, Kind: audience.Number, Label: labelHoursKey, Example: ">=10",
			Aliases: []string{"hour", "月の時間", "月に使える時間", "稼働"}, Offers: []string{">=5", ">=10", ">=20", ">=40"},
			Is: msgHoursIs, IsNot: msgHoursIsNot, None: msgHoursNone, Some: msgHoursSome,
			Max: maxHours, Units: []string{"h", "hour", "hours", "時間"}, Number: inHours,
		},
		{
			Name: keyClose, Kind: audience.Choice, Label: labelClose, Example: "gigs",
			Aliases: []string{"closeness", "つながり方", "距離"}, Picks: closePicks(),
			Is: msgCloseIs, IsNot: msgCloseIsNot, None: msgCloseNone, Some: msgCloseSome,
		},
		{
			Name: keyCompany, Kind: audience.Words, Label: labelCompany, Example: `"Midori Trading"`,
			Aliases: []string{"companies", "employer", "会社", "企業", "退職後の勤務先"},
			Is:      msgCompanyIs, IsNot: msgCompanyIsNot, None: msgCompanyNone, Some: msgCompanySome,
		},
		{
			Name: keyPlace, Kind: audience.Words, Label: labelPlaceKey, Example: "東京",
			Aliases: []string{"location", "勤務地", "働ける場所", "地域"},
			Is:      msgPlaceIs, IsNot: msgPlaceIsNot, None: msgPlaceNone, Some: msgPlaceSome,
		},
		{
			Name: keyName, Kind: audience.Words, Label: labelName, Example: "佐藤",
			Aliases: []string{"氏名"},
			Is:      msgNameIs, IsNot: msgNameIsNot, None: msgNameNone, Some: msgNameSome,
		},
		{
			Name: keyLang, Kind: audience.Choice, Seen: audience.Managers, Label: labelLang, Example: "ja",
			Aliases: []string{"language", "ことば"}, Picks: languagePicks(),
			Is: msgLangIs, IsNot: msgLangIsNot, None: msgLangNone, Some: msgLangSome,
		},
		{
			Name: keyAgreed, Kind: audience.Choice, Seen: audience.Managers, Label: labelAgreedKey, Example: "gigs",
			Aliases: []string{"consent", "consents"}, Picks: purposePicks(),
			Is: msgAgreedIs, IsNot: msgAgreedIsNot, None: msgAgreedNone, Some: msgAgreedSome,
		},
		{
			Name: keyCalled, Kind: audience.Days, Seen: audience.Managers, Label: labelCalled, Example: ">90d",
			Aliases: []string{"called", "called upon", "last called upon", "最終声がけ", "最後の声がけ"},
			Offers:  []string{">30d", ">90d", ">180d", ">365d", "<=30d", "<=90d", "none"},
			Is:      msgCalledIs, IsNot: msgCalledIsNot, None: msgCalledNone, Some: msgCalledSome,
		},
	}
}

// lastYear is the last year that a query can name.
const lastYear = 2199

var (
	inYears = audience.Numbers{One: msgYearOne, Range: msgYearRange, From: msgYearFrom, To: msgYearTo}
	inHours = audience.Numbers{One: msgHoursOne, Range: msgHoursRange, From: msgHoursFrom, To: msgHoursTo}
)

func closePicks() []audience.Pick {
	short := map[Closeness][]string{
		Quiet: {"静か", "そっと"}, News: {"近況", "ニュース"}, Chat: {"会話", "雑談"},
		OpenGigs: {"gig", "副業", "仕事"}, Mentor: {"相談", "メンター"}, OpenComeBack: {"復帰", "出戻り"},
	}
	var list []audience.Pick
	for _, c := range Closenesses() {
		list = append(list, audience.Pick{Value: string(c), Label: closenessLabel(c), Aliases: short[c]})
	}
	return list
}

func purposePicks() []audience.Pick {
	var list []audience.Pick
	for _, p := range Purposes() {
		list = append(list, audience.Pick{Value: string(p), Label: purposeWords(p).name})
	}
	return list
}

// languagePicks are the values of the key lang.
func languagePicks() (picks []audience.Pick) {
	for _, l := range i18n.Locales() {
		picks = append(picks, audience.Pick{Value: string(l), Label: i18n.Name(l), Aliases: i18n.Aliases(l)})
	}
	return picks
}
