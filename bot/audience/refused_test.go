package audience

import (
	"errors"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

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
