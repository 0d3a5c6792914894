package audience

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

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

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ text, place, says, try string }{
		{"skil:go", "skil", "Did you mean “skill”?", "skill:go"},
		{"dept:it skll:go", "skll", "Did you mean “skill”?", "dept:it skill:go"},
		{"color:red", "color", "The keys are: skill", ""},
		{"skill:", "skill:", "a value is missing", ""},
		{"skill: left:2019", "skill: ", "skill:go", ""},
		{"skill:go,", "skill:go,", "a value is missing", ""},
		{"skill:,go", "skill:", "a value is missing", ""},
		{`dept:""`, `dept:""`, "a value is missing", ""},
		{`""`, `""`, "a word is missing", ""},
		{"dept:「営業", "「営業", "no end", ""},
		{`dept:"a"b`, `"a"`, "a space or a comma", ""},
		{"go -", "-", "right behind the minus", ""},
		{"skill:-go", "-go", "-skill:go", ""},
		{"close:gogs", "gogs", "Did you mean “gigs” (Open to gigs)?", "close:gigs"},
		{"close:far", "far", "The values are: gigs (Open to gigs), quiet (Quiet)", ""},
		{"left:soon", "soon", "2019..2023", ""},
		{"left:2019x", "2019x", "not a number", ""},
		{"left:19", "19", "from 1950 to 2199", ""},
		{"left:>=999999", ">=999999", "from 1950 to 2199", ""},
		{"left:9999999999999999999999", "9999999999999999999999", "not a number", ""},
		{"left:2023..2019", "2023..2019", "2019..2023", "left:2019..2023"},
		{"left:2019-2020-2021", "2019-2020-2021", "not a number", ""},
		{"left:..", "..", "not a number", ""},
		{"left:-2019", "-2019", "not a number", ""},
		{"last-called:90d", "90d", ">90d (longer ago)", ""},
		{"last-called:90日前", "90日前", ">90d (longer ago)", ""},
		{"last-called:soon", "soon", "not days", ""},
		{"last-called:<0d", "<0d", "100 years", ""},
		{"last-called:>99999d", ">99999d", "100 years", ""},
		{"last-called:90d..30d", "90d..30d", "smaller number", "last-called:30d..90d"},
		{"skill:go OR skill:redis", "OR", "skill:go,redis", ""},
		{"営業 または 開発", "または", "skill:go,redis", ""},
		{"go AND redis", "AND", "leave this word out", ""},
		{"NOT go", "NOT", "-skill:go", ""},
		{"skill:go or redis", "or", "skill:go,redis", ""},
		{"skill:goまたはredis", "goまたはredis", "skill:go,redis", ""},
		{"not skill:go", "not", "-skill:go", ""},
		{"!skill:go", "!", "-skill:go", "-skill:go"},
		{"it ！go", "！", "-skill:go", "it -go"},
		{"skill:!go", "!go", "-skill:go", ""},
		{"left:!=2019", "!=2019", "-left:2019", ""},
		{"部署以外:営業", "部署以外", "-skill:go", "-部署:営業"},
		{"営業以外", "営業以外", "-skill:go", "-営業"},
		{"skill:go, left:2019", ",", "a space between two conditions", "skill:go  left:2019"},
		{"部署:営業；退職:2019", "；", "a space between two conditions", "部署:営業 退職:2019"},
		{"skill:go,,redis", "skill:go,", "behind the comma", ""},
		{",", ",", "a word is missing", ""},
		{"left>=2019", "left>=2019", "Did you mean “left:>=2019”?", "left:>=2019"},
		{"skill=go", "skill=go", "Did you mean “skill:go”?", "skill:go"},
		{"left = 2019", "=", "right behind a key and a colon", ""},
		{"left:>2019 <2022", "<2022", "right behind a key and a colon", ""},
		{"dept:営*", "営*", "Did you mean “営”?", "dept:営"},
		{strings.Repeat("a ", 21), "a", "at most 20 conditions", ""},
		{"dept:a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "dept:a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "20 values", ""},
		{strings.Repeat("あ", 501), "あ", "at most 500 characters", ""},
	} {
		_, err := forManagers.Parse(bot.English, c.text)
		var r *Refused
		if !errors.As(err, &r) {
			t.Errorf("%q is not refused: %v", c.text, err)
			continue
		}
		if place := string([]rune(c.text)[r.From:r.To]); place != c.place {
			t.Errorf("%q: refused at %q, want %q", c.text, place, c.place)
		}
		if !strings.Contains(words(err), c.says) {
			t.Errorf("%q: %s\nwant it to say %q", c.text, words(err), c.says)
		}
		if r.Try != c.try {
			t.Errorf("%q: try %q, want %q", c.text, r.Try, c.try)
		}
	}
	_, err := forMembers.Parse(bot.Japanese, "go 近さ:仕事")
	if got, want := words(err), "4文字目の「近さ」：「近さ」で探せるのは、運営担当だけです。"; got != want {
		t.Errorf("a key for managers: %s, want %s", got, want)
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

// condition draws one that Parse could have returned.
func drawCondition(t *rapid.T) Expr {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{"営業", "a b", "go", "machine", "learning", "none", "OR", "-x", `a"b`, "「x」", "x:y", "a,b", "2019", "*", "もしくは", "ー", "."}),
		rapid.StringN(1, 8, -1).Filter(func(s string) bool {
			return tidy(s) == s && strings.Map(seen, s) == s && i18n.Fold(s) != "" && utf8.ValidString(s)
		}),
	)
	skill := rapid.SampledFrom([]string{"go", "redis", "machine learning", "learning", "c++", "none", "unheard of", `quo"ted`})
	year := rapid.IntRange(1950, 2199)
	value := func() Expr {
		key := rapid.SampledFrom(testKeys).Draw(t, "key")
		if rapid.IntRange(0, 9).Draw(t, "about there being any") == 0 {
			return rapid.SampledFrom([]Expr{None{key.Name}, Not{None{key.Name}}}).Draw(t, "any")
		}
		switch key.Kind {
		case Exact:
			return Term("skill:" + skill.Draw(t, "skill"))
		case Words:
			return Contains{key.Name, word.Draw(t, "word")}
		case Choice:
			return Term("close:" + rapid.SampledFrom([]string{"gigs", "quiet"}).Draw(t, "pick"))
		case Number:
			from, to := year.Draw(t, "from"), year.Draw(t, "to")
			return rapid.SampledFrom([]Expr{
				Between{key.Name, min(from, to), max(from, to)}, Between{key.Name, from, NoLimit}, Between{key.Name, NoStart, to},
			}).Draw(t, "years")
		default:
			from, to := rapid.IntRange(0, 400).Draw(t, "from"), rapid.IntRange(0, 400).Draw(t, "to")
			return rapid.SampledFrom([]Expr{
				Ago{key.Name, min(from, to), max(from, to)}, Ago{key.Name, from, NoLimit}, Ago{key.Name, 0, to},
			}).Draw(t, "days")
		}
	}
	keyOf := func(e Expr) string { key, _ := value1(e); return key }
	var first Expr
	if rapid.IntRange(0, 2).Draw(t, "without a key") == 0 {
		free := Free{Word: word.Draw(t, "word")}
		if knowsSkill(free.Word) {
			free.Also = Term("skill:" + readSkills(free.Word)[0])
		}
		first = free
	} else {
		first = value()
	}
	either := Any{first}
	for range rapid.IntRange(0, 2).Draw(t, "others") {
		if e := value(); keyOf(e) == keyOf(first) && !slices.Contains(either, e) {
			either = append(either, e)
		}
	}
	var e Expr = either
	if len(either) == 1 {
		e = first
	}
	if not, is := e.(Not); is {
		return not
	}
	if rapid.Bool().Draw(t, "not") {
		return Not{e}
	}
	return e
}

func value1(e Expr) (key, written string) { return value(e, quote) }

func TestQueriesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := All{}
		for range rapid.IntRange(0, 4).Draw(t, "conditions") {
			want = append(want, drawCondition(t))
		}
		text := forManagers.String(want)
		got, err := forManagers.Parse(bot.English, text)
		if err != nil {
			t.Fatalf("%#v is written %q: %s", want, text, words(err))
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%#v is written %q\nand read %#v", want, text, got)
		}
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			if said := forManagers.Words(l, got); said == "" || strings.Contains(said, "%!(") {
				t.Fatalf("%q in words: %q", text, said)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"skill:go left:2019..2023 dept:sales close:gigs last-called:>90d -dept:x", "スキル：Ｇｏ言語、redis　退職：2019年〜2023年 ー部署：「営業 第一」",
		"skill:machine learning go", `"a ""b""",c -"d"`, "left:>= 2019 - 2020", "last-called:30〜90日,none", "- -- ー:ー", "skill:*,none -skill:-", "\xff:\xfe,", "：：、「",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range []*Language{forManagers, forMembers} {
			e, err := l.Parse(bot.Japanese, text)
			if err != nil {
				checkRefused(t, l, text, err)
				continue
			}
			written := l.String(e)
			if utf8.RuneCountInString(written) > MaxQuery {
				continue
			}
			again, err := l.Parse(bot.Japanese, written)
			if err != nil || !reflect.DeepEqual(again, e) {
				t.Fatalf("%q is %#v,\nwritten %q,\nread %#v (%v)", text, e, written, again, err)
			}
			if l.Words(bot.English, e) == "" {
				t.Fatalf("%q has no words", text)
			}
			for _, ordinal := range (question{anIndex(), l.as, today}).eval(e).ToArray() {
				t.Fatalf("%q finds member %d of none", text, ordinal)
			}
		}
	})
}

func checkRefused(t *testing.T, l *Language, text string, err error) {
	var r *Refused
	if !errors.As(err, &r) {
		t.Fatalf("%q: %v", text, err)
	}
	n := utf8.RuneCountInString(strings.ToValidUTF8(text, "\uFFFD"))
	if r.From < 0 || r.From > r.To || r.To > n || r.Text.String() == "" {
		t.Fatalf("%q: refused from %d to %d of %d: %q", text, r.From, r.To, n, r.Text)
	}
	if r.Try == "" {
		return
	}
	var still *Refused
	if _, err := l.Parse(bot.Japanese, r.Try); errors.As(err, &still) && still.From <= r.From {
		t.Fatalf("%q: %q does not help: %s", text, r.Try, still.Text)
	}
}
