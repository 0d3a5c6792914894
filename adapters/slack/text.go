package slack

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/split"
	"github.com/alumnibot/alumnibot/bot"
)

// maxRun is how many characters stand in one rich text block; Slack says none,
// so what it says of other texts holds.
const maxRun = 3000

// rich is a text as rich text: nothing in it is ever read as markup, and a
// mention is a link to the person, which notifies nobody.
func (r renderer) rich(t bot.Text, style slack.RichTextSectionTextStyle) []slack.RichTextSectionElement {
	out := make([]slack.RichTextSectionElement, 0, len(t))
	for _, s := range t {
		if e := r.span(s, style); e != nil {
			out = append(out, e)
		}
	}
	return out
}

// span is one element, or nil if there is nothing to be seen.
func (r renderer) span(s bot.Span, style slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	style.Bold = style.Bold || s.Bold
	var as *slack.RichTextSectionTextStyle
	if style != (slack.RichTextSectionTextStyle{}) {
		as = &style
	}
	plain := func(text string) slack.RichTextSectionElement {
		if text = shown(text); text == "" {
			return nil
		}
		return slack.NewRichTextSectionTextElement(text, as)
	}
	switch {
	case s.User != "":
		if to := r.profileURL(s.User); to != "" {
			return slack.NewRichTextSectionLinkElement(to, "@"+shown(s.Text), as)
		}
		return plain("@" + s.Text)
	case !s.Moment.IsZero():
		fallback := shown(s.Text)
		date := slack.NewRichTextSectionDateElement(s.Moment.Unix(), "{date_short_pretty} {time}", nil, &fallback)
		date.Style = as
		return date
	case s.URL != "":
		if safeURL(s.URL) {
			return slack.NewRichTextSectionLinkElement(s.URL, shown(s.Text), as)
		}
		return plain(strings.TrimSpace(s.Text + " " + s.URL))
	}
	return plain(s.Text)
}

// profileURL is the page of somebody in this workspace.
func (r renderer) profileURL(u bot.User) string {
	id, ok := parts(string(u), 2)
	if !ok || id[0] != r.team || r.url == "" {
		return ""
	}
	return r.url + "team/" + id[1]
}

func safeURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxRun {
		return false
	}
	return u.Scheme == "https" && u.Host != "" || u.Scheme == "http" && u.Host != "" || u.Scheme == "mailto" && u.Opaque != ""
}

// shown is text as Slack takes it: valid, and without the null character.
func shown(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// isPlain reports whether nothing in a text needs more than its characters.
func isPlain(t bot.Text) bool {
	for _, s := range t {
		if s.Bold || s.User != "" || s.URL != "" || !s.Moment.IsZero() {
			return false
		}
	}
	return true
}

// pieces splits a text into such of at most limit characters.
func pieces(t bot.Text, limit int) []bot.Text {
	return split.Text(t, limit, func(t bot.Text) (n int) {
		for _, s := range t {
			n += utf8.RuneCountInString(s.Text)
		}
		return n
	})
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escaped is text for a place that Slack reads as mrkdwn: with nothing in it
// that notifies or links.
func escaped(s string) string { return escaper.Replace(shown(s)) }

var (
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	marks    = regexp.MustCompile(`<([^<>]*)>`)
)

// typed is what a person typed, from what Slack made of it: addresses,
// channels and people come in angle brackets, and &, < and > as entities. A
// person becomes their id where named is nil.
func typed(text, team string, named func(user string) string) string {
	var b strings.Builder
	last := 0
	for _, at := range marks.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(entities.Replace(text[last:at[0]]))
		b.WriteString(marked(text[at[2]:at[3]], team, named))
		last = at[1]
	}
	b.WriteString(entities.Replace(text[last:]))
	return b.String()
}

func marked(mark, team string, named func(string) string) string {
	what, label, labelled := strings.Cut(mark, "|")
	what, label = entities.Replace(what), entities.Replace(label)
	switch {
	case strings.HasPrefix(what, "@"):
		if named != nil {
			return named(what[1:])
		}
		return string(userID(team, what[1:]))
	case strings.HasPrefix(what, "#"):
		if label != "" {
			return "#" + label
		}
		return what
	case strings.HasPrefix(what, "!"):
		if labelled {
			return label
		}
		return "@" + what[1:]
	case labelled && label != "" && !strings.HasSuffix(what, label):
		return label + " (" + what + ")"
	case strings.HasPrefix(what, "mailto:"):
		return strings.TrimPrefix(what, "mailto:")
	}
	return what
}
