package discord

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// markdown is the text as Discord's markdown. What came from people is escaped
// so that it is shown as typed: no mention, no link, no style, no emoji code.
func markdown(t bot.Text) string {
	if len(t) == 1 && !t[0].Bold {
		return spanMarkdown(t[0])
	}
	var b strings.Builder
	bold := false
	for _, s := range t {
		said := spanMarkdown(s)
		if said == "" {
			continue
		}
		if s.Bold != bold {
			b.WriteString("**")
			bold = s.Bold
		}
		b.WriteString(said)
	}
	if bold {
		b.WriteString("**")
	}
	return b.String()
}

func spanMarkdown(s bot.Span) string {
	switch {
	case s.User != "":
		// A link to the account and not a mention: it shows the name that it is
		// given, also to clients that do not know the account, and notifies nobody.
		id, ours := snowflake(string(s.User))
		if !ours {
			return escape("@" + s.Text)
		}
		return "[" + escape("@"+s.Text) + "](" + profileURL + id + ")"
	case !s.Moment.IsZero():
		return fmt.Sprintf("<t:%d:F>", s.Moment.Unix())
	case s.URL != "":
		return linkMarkdown(s)
	default:
		return escape(s.Text)
	}
}

const profileURL = "https://discord.com/users/"

func linkMarkdown(s bot.Span) string {
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return escape(s.Text)
	}
	address := unsafeInLink.Replace(u.String())
	if s.Text == "" || s.Text == s.URL {
		return "<" + address + ">"
	}
	return "[" + escape(s.Text) + "](" + address + ")"
}

var unsafeInLink = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\\", "%5C", " ", "%20", "*", "%2A", "|", "%7C")

var (
	// anywhere are characters that mean something wherever they stand.
	anywhere = regexp.MustCompile("[\\\\*_~|`<>\\[\\]]")
	// code is an emoji's code, address the beginning of what is made a link,
	// everybody a mention of all.
	code      = regexp.MustCompile(`:([A-Za-z0-9+-]|\\_|\\~)+:`)
	address   = regexp.MustCompile(`:(//)`)
	everybody = regexp.MustCompile(`@(everyone|here)`)
	// opening are marks that mean something at the beginning of a line: a
	// heading, a list, small print. A quote's mark is escaped anywhere.
	opening  = regexp.MustCompile(`(?m)^([ \t]*)([#+-])`)
	numbered = regexp.MustCompile(`(?m)^([ \t]*[0-9]+)([.)])`)
)

// escape has Discord show s as it is. Most of what people write means nothing,
// and is looked at once.
func escape(s string) string {
	if !strings.ContainsAny(s, "\r\\*_~|`<>[]:@#+-.)") {
		return s
	}
	s = strings.ReplaceAll(s, "\r", "")
	if strings.ContainsAny(s, "\\*_~|`<>[]") {
		s = anywhere.ReplaceAllString(s, `\$0`)
	}
	if strings.Contains(s, ":") {
		s = code.ReplaceAllString(s, `\$0`)
		s = address.ReplaceAllString(s, `\:$1`)
	}
	if strings.Contains(s, "@") {
		s = everybody.ReplaceAllString(s, `\@$1`)
	}
	if strings.ContainsAny(s, "#+-") {
		s = opening.ReplaceAllString(s, `$1\$2`)
	}
	if strings.ContainsAny(s, ".)") {
		s = numbered.ReplaceAllString(s, `$1\$2`)
	}
	return s
}
