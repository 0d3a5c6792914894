package web

import (
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// completes is what is offered, after what it replaces.
func completes(t *testing.T, text string) string {
	t.Helper()
	f := newFakeBot()
	found := completion(f.Routes(), bot.English, text, func(route, option, typed string) []bot.Pick {
		return f.Complete(t.Context(), bot.Meta{}, route, option, typed)
	})
	var inserts []string
	for _, item := range found.Items {
		inserts = append(inserts, item.Insert)
	}
	return "<" + found.Typed + "> " + strings.Join(inserts, " | ")
}

func TestCompletion(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "<> ",
		"hello":                              "<> ",
		"/":                                  "</> /alumni register | /alumni find | /gig post | /gig list | /gig find",
		"／gig":                               "<／gig> /gig post | /gig list | /gig find",
		"/GIG":                               "</GIG> /gig post | /gig list | /gig find",
		"/gig p":                             "</gig p> /gig post",
		"/gig post":                          "</gig post> /gig post",
		"/nothing":                           "</nothing> ",
		"/gig post ":                         "<> title: | pay: | skills:",
		"/gig　post　":                         "<> title: | pay: | skills:",
		"/gig post p":                        "<p> pay:",
		"/gig post title:Go engineer ":       "<> pay: | skills:",
		"/gig post title:Go sk":              "<sk> skills:",
		"/gig post skills:go":                "<go> golang-migrate",
		"/gig post skills:":                  "<> go | golang-migrate | kubernetes | machine learning",
		"/gig post title:x skills：machine l": "<machine l> machine learning",
		"/gig post skills:kubernetes ":       "<> title: | pay:",
		"/gig list ":                         "<> ",
		"/gig find ":                         "<> skills:",
		"/gig find go":                       "<go> golang-migrate",
		"/gig post\n":                        "<> ",
	} {
		if got := completes(t, text); got != want {
			t.Errorf("%q: got  %s\nwant %s", text, got, want)
		}
	}
}

func FuzzCompletion(f *testing.F) {
	for _, text := range []string{"/", "／gig post title:x skills：", "/gig post \xff:", "/gig post  title::"} {
		f.Add(text)
	}
	bots := newFakeBot()
	f.Fuzz(func(t *testing.T, text string) {
		found := completion(bots.Routes(), bot.Japanese, text, func(route, option, typed string) []bot.Pick {
			return bots.Complete(t.Context(), bot.Meta{}, route, option, typed)
		})
		// What is replaced is the end of what the person typed, but for wide
		// spaces, which are as long in the page's counting.
		narrow := func(s string) string { return strings.ReplaceAll(s, "　", " ") }
		if !strings.HasSuffix(narrow(text), narrow(found.Typed)) {
			t.Errorf("%q is not the end of %q", found.Typed, text)
		}
	})
}
