package audience

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// writings are the vocabulary of these tests.
var writings = map[string]string{
	"go": "go", "golang": "go", "go言語": "go", "redis": "redis", "machine learning": "machine learning",
	"機械学習": "machine learning", "c++": "c++", "learning": "learning",
}

func readSkills(typed string) []string {
	var names []string
	for part := range strings.SplitSeq(i18n.Fold(typed), "/") {
		part = strings.TrimSpace(part)
		if name, known := writings[part]; known {
			part = name
		}
		if part != "" && !slices.Contains(names, part) {
			names = append(names, part)
		}
	}
	return names
}

func knowsSkill(typed string) bool { return writings[i18n.Fold(typed)] != "" }

func showSkill(l bot.Locale, name string) string {
	if l == bot.Japanese && name == "machine learning" {
		return "機械学習"
	}
	return name
}

// testKeys has a key of each kind; the last two are for managers.
var testKeys = []Key{
	{
		Name: "skill", Kind: Exact, Label: i18n.T("スキル", "Skills"), Example: "go",
		Is: i18n.T("スキルが%s", "skill %s"), IsNot: i18n.T("スキルが%sではない", "skill not %s"),
		None: i18n.T("スキルが未記入", "no skill"), Some: i18n.T("スキルを記入済み", "some skill"),
		Read: readSkills, Knows: knowsSkill, Show: showSkill,
	},
	{
		Name: "dept", Kind: Words, Label: i18n.T("部署", "Department"), Example: "sales", Aliases: []string{"department"},
		Is: i18n.T("部署に%sを含む", "department with %s"), IsNot: i18n.T("部署に%sを含まない", "department without %s"),
		None: i18n.T("部署が未記入", "no department"), Some: i18n.T("部署を記入済み", "some department"),
	},
	{
		Name: "left", Kind: Number, Label: i18n.T("退職", "Left"), Example: "2019..2023",
		Is: i18n.T("%sに退職", "left %s"), IsNot: i18n.T("退職が%sではない", "not left %s"),
		None: i18n.T("退職が未記入", "no year"), Some: i18n.T("退職を記入済み", "some year"),
		Min: 1950, Max: 2199, Units: []string{"年"}, Offers: []string{">=2020"},
		Number: Numbers{i18n.T("%d年", "%d"), i18n.T("%d〜%d年", "%d–%d"), i18n.T("%d年以降", "%d or later"), i18n.T("%d年以前", "%d or earlier")},
	},
	{
		Name: "close", Kind: Choice, Seen: Managers, Label: i18n.T("近さ", "Closeness"), Example: "gigs",
		Is: i18n.T("近さが%s", "closeness %s"), IsNot: i18n.T("近さが%sではない", "closeness not %s"),
		None: i18n.T("近さが未記入", "no closeness"), Some: i18n.T("近さを記入済み", "some closeness"),
		Picks: []Pick{
			{Value: "gigs", Label: i18n.T("副業", "Open to gigs"), Aliases: []string{"仕事"}},
			{Value: "quiet", Label: i18n.T("静かに", "Quiet")},
		},
	},
	{
		Name: "last-called", Kind: Days, Seen: Managers, Label: i18n.T("声がけ", "Last called"), Example: ">90d", Offers: []string{">90d", "none"},
		Is: i18n.T("声がかかったのが%s", "called %s"), IsNot: i18n.T("声がかかったのが%sではない", "not called %s"),
		None: i18n.T("一度も声がかかっていない", "never called"), Some: i18n.T("声がかかったことがある", "called before"),
	},
}

var (
	forManagers = NewLanguage(testKeys, Managers, "skill")
	forMembers  = NewLanguage(testKeys, Members, "skill")
)

func TestParse(t *testing.T) {
	years := func(from, to int) Between { return Between{"left", from, to} }
	ago := func(from, to int) Ago { return Ago{"last-called", from, to} }
	free := func(word string) Free { return Free{Word: word} }
	for text, want := range map[string]All{
		"":                           {},
		" 　\t\n":                     {},
		"skill:go":                   {Term("skill:go")},
		"skill:GoLang":               {Term("skill:go")},
		"ＳＫＩＬＬ：Ｇｏ言語":                 {Term("skill:go")},
		"スキル:go":                     {Term("skill:go")},
		"すきる： go":                    {Term("skill:go")},
		"skills:go":                  {Term("skill:go")},
		"skill:go,redis":             {Any{Term("skill:go"), Term("skill:redis")}},
		"skill:go、redis，c++":         {Any{Term("skill:go"), Term("skill:redis"), Term("skill:c++")}},
		"skill:go, redis dept:it":    {Any{Term("skill:go"), Term("skill:redis")}, Contains{"dept", "it"}},
		"skill:go,golang":            {Term("skill:go")},
		"skill:go/redis":             {Any{Term("skill:go"), Term("skill:redis")}},
		"skill:go skill:redis":       {Term("skill:go"), Term("skill:redis")},
		"-skill:go":                  {Not{Term("skill:go")}},
		"ー部署：営業":                     {Not{Contains{"dept", "営業"}}},
		"－skill:go,redis":            {Not{Any{Term("skill:go"), Term("skill:redis")}}},
		"skill:machine learning go":  {Term("skill:machine learning"), Free{"go", "skill:go"}},
		"skill:machine":              {Term("skill:machine")},
		"machine learning":           {Free{"machine learning", "skill:machine learning"}},
		"machine -learning":          {free("machine"), Not{Free{"learning", "skill:learning"}}},
		`"machine" learning`:         {free("machine"), Free{"learning", "skill:learning"}},
		"dept:営業 第一":                 {Contains{"dept", "営業"}, free("第一")},
		"dept:「営業 第一」":               {Contains{"dept", "営業 第一"}},
		`dept:"a ""b"", c:d"`:        {Contains{"dept", `a "b", c:d`}},
		"dept:“営業”,開発":               {Any{Contains{"dept", "営業"}, Contains{"dept", "開発"}}},
		"部門":                         {free("部門")},
		"left:2019":                  {years(2019, 2019)},
		"left:=2019":                 {years(2019, 2019)},
		"退職:２０１９年":                   {years(2019, 2019)},
		"left:2019..2023":            {years(2019, 2023)},
		"left:2019…2023":             {years(2019, 2023)},
		"left:2019-2023":             {years(2019, 2023)},
		"left:2019 – 2023":           {years(2019, 2023)},
		"left:2019 - 2023 go":        {years(2019, 2023), Free{"go", "skill:go"}},
		"退職:2019年〜2023年":             {years(2019, 2023)},
		"退職:2019～2023年":              {years(2019, 2023)},
		"left:2019..":                {years(2019, NoLimit)},
		"left:2019-":                 {years(2019, NoLimit)},
		"left:..2019":                {years(NoStart, 2019)},
		"left:〜2019":                 {years(NoStart, 2019)},
		"left:>=2019":                {years(2019, NoLimit)},
		"left:>= 2019":               {years(2019, NoLimit)},
		"left:＞＝２０１９":                {years(2019, NoLimit)},
		"left:≧2019":                 {years(2019, NoLimit)},
		"left:>2019":                 {years(2020, NoLimit)},
		"left:<2019":                 {years(NoStart, 2018)},
		"left:<=2019":                {years(NoStart, 2019)},
		"退職:2019年以降":                 {years(2019, NoLimit)},
		"退職:2019以上":                  {years(2019, NoLimit)},
		"退職:2019年以前":                 {years(NoStart, 2019)},
		"退職:2019年まで":                 {years(NoStart, 2019)},
		"退職:2019年より前":                {years(NoStart, 2018)},
		"left:2018,2020..2021":       {Any{years(2018, 2018), years(2020, 2021)}},
		"-left:2019":                 {Not{years(2019, 2019)}},
		"close:gigs":                 {Term("close:gigs")},
		"近さ:仕事":                      {Term("close:gigs")},
		"closeness:open to gigs go":  {Term("close:gigs"), Free{"go", "skill:go"}},
		`close:"Open to gigs"`:       {Term("close:gigs")},
		"last-called:>90d":           {ago(91, NoLimit)},
		"last_called:>90":            {ago(91, NoLimit)},
		"lastcalled:>=90d":           {ago(90, NoLimit)},
		"last-called:<90d":           {ago(0, 89)},
		"last-called:<=2w":           {ago(0, 14)},
		"声がけ:3か月以内":                  {ago(0, 90)},
		"声がけ:90日より前":                 {ago(91, NoLimit)},
		"声がけ:1年以上前":                  {ago(365, NoLimit)},
		"声がけ:30〜90日":                 {ago(30, 90)},
		"last-called:30d..90d":       {ago(30, 90)},
		"last-called:never":          {None{"last-called"}},
		"skill:none":                 {None{"skill"}},
		"スキル:なし":                     {None{"skill"}},
		"-skill:none":                {Not{None{"skill"}}},
		"skill:*":                    {Not{None{"skill"}}},
		"-skill:*":                   {None{"skill"}},
		`skill:"none"`:               {Term("skill:none")},
		"none":                       {free("none")},
		"https://example.com/a 9:30": {free("https://example.com/a"), free("9:30")},
		`"OR" "or" Oracle 'x y'`:     {free("OR"), free("or"), free("Oracle"), free("x y")},
		"skill:'machine learning'":   {Term("skill:machine learning")},
		"skill:go;redis":             {Any{Term("skill:go"), Term("skill:redis")}},
		"skill :go":                  {Term("skill:go")},
		"go last called : never":     {Free{"go", "skill:go"}, None{"last-called"}},
		"skill:\u200bgo\u200b\x00":   {Term("skill:go")},
		"last-called:> 90 days go":   {ago(91, NoLimit), Free{"go", "skill:go"}},
		"退職:2019年 以降":                {years(2019, NoLimit)},
		"退職:2019年 から 2021年 まで":       {years(2019, 2021)},
		"left:2019 to 2021":          {years(2019, 2021)},
		"left:2019 2021":             {years(2019, 2019), free("2021")},
		"声がけ:30日から90日":               {ago(30, 90)},
		"声がけ:一度もない":                  {None{"last-called"}},
		"全員":                         {},
		" Everyone　":                 {},
		`"全員"`:                       {free("全員")},
		"all go":                     {free("all"), Free{"go", "skill:go"}},
		"go,redis":                   {Any{Free{"go", "skill:go"}, Free{"redis", "skill:redis"}}},
		"(株)みどり":                     {free("(株)みどり")},
	} {
		got, err := forManagers.Parse(bot.Japanese, text)
		if err != nil {
			t.Errorf("%q: refused: %s", text, words(err))
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n got %#v\nwant %#v", text, got, want)
		}
	}
}

func words(err error) string {
	var r *Refused
	if !errors.As(err, &r) {
		return err.Error()
	}
	return r.Text.String()
}

func TestParseAs(t *testing.T) {
	for _, c := range []struct{ key, text, want string }{
		{"skill", "go redis", "skill:go skill:redis"},
		{"skill", "Go、機械学習", `skill:go,"machine learning"`},
		{"skill", "machine learning", `skill:"machine learning"`},
		{"dept", "営業 left:2019", "dept:営業 left:2019"},
		{"left", "2019 - 2023", "left:2019..2023"},
		{"left", "", ""},
		{"", "go", "go"},
	} {
		got, err := forMembers.ParseAs(bot.English, c.key, c.text)
		if err != nil {
			t.Errorf("%s of %q: %s", c.text, c.key, words(err))
		} else if forMembers.String(got) != c.want {
			t.Errorf("%s of %q: %s, want %s", c.text, c.key, forMembers.String(got), c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ text, ja, en string }{
		{"", "全員", "everybody"},
		{"skill:go left:2019..2023", "スキルがgo、2019〜2023年に退職", "skill go, left 2019–2023"},
		{"skill:機械学習,go", "スキルが機械学習またはgo", "skill machine learning or go"},
		{"-skill:go,redis", "スキルがgoまたはredisではない", "skill not go or redis"},
		{"dept:営業,none", "部署に「営業」を含むまたは部署が未記入", "department with “営業” or no department"},
		{"-dept:営業,none", "部署に「営業」を含まない、部署を記入済み", "department without “営業”, some department"},
		{"skill:* -left:none", "スキルを記入済み、退職を記入済み", "some skill, some year"},
		{"left:>=2020,<2000", "2020年以降または1999年以前に退職", "left 2020 or later or 1999 or earlier"},
		{"近さ:副業", "近さが「副業」", "closeness “Open to gigs”"},
		{"last-called:>90d", "声がかかったのが90日より前、または一度もない", "called more than 90 days ago, or never"},
		{"last-called:<=1d", "声がかかったのが1日以内", "called within the last 1 day"},
		{"last-called:>=0d", "声がかかったのがいつでも、または一度もない", "called at any time, or never"},
		{"last-called:30..60d", "声がかかったのが30〜60日前", "called 30 to 60 days ago"},
		{"みどり -go", "どこかに「みどり」を含む、どこにも「go」を含まない", "“みどり” somewhere, “go” nowhere"},
	} {
		e, err := forManagers.Parse(bot.English, c.text)
		if err != nil {
			t.Errorf("%q: %s", c.text, words(err))
			continue
		}
		if got := forManagers.Words(bot.Japanese, e); got != c.ja {
			t.Errorf("%q: %s, want %s", c.text, got, c.ja)
		}
		if got := forManagers.Words(bot.English, e); got != c.en {
			t.Errorf("%q: %s, want %s", c.text, got, c.en)
		}
	}
}
