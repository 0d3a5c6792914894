package member

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

const (
	maxEmployers    = 8
	maxEmployer     = 40 // characters of a name
	maxEmployerText = 500
)

// employersForm asks where a member worked and works since.
func (m *Members) employersForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	return bot.Form{
		Title: c.Label(labelEmployersEdit), Submit: c.Label(labelSave), Intro: c.Text(msgEmployersIntro),
		Pages: []bot.Page{{Fields: []bot.Field{bot.Lines{
			Base: bot.Base{Name: "employers", Label: c.Label(labelCompanies), Hint: c.Label(hintEmployers), Optional: true},
			Max:  maxEmployerText,
			Rule: func(typed string) error {
				_, err := readEmployers(c, typed, c.Today().Year)
				return err
			},
		}}}},
		Values: bot.Values{"employers": writeEmployers(r.Value.Employers)},
	}, nil
}

func (m *Members) setEmployers(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	if r.Value.Employers, err = readEmployers(c, c.Values["employers"], c.Today().Year); err != nil {
		return nil, err
	}
	return m.save(ctx, c, r, msgSaved)
}

// employerLine is a name, then a year, then perhaps a line and another year or
// a word for the present.
var employerLine = regexp.MustCompile(`^(.*?)[\s,、:()]*(\d{4})\s*年?\s*([-–—~〜ー]|から)?\s*(?:(\d{4})\s*年?|現在|今|present|now)?\s*\)?$`)

// readEmployers reads one employer from each line: "Name, 2020-2023", and
// "Name, 2023-" for a present one. The error says which line is meant and what
// would be right. thisYear is the last year that can be.
func readEmployers(l bot.Localizer, typed string, thisYear int) ([]Employer, error) {
	var list []Employer
	for line := range strings.Lines(typed) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		e, ok := readEmployer(line)
		switch {
		case !ok:
			return nil, bot.Refuse(l.Text(msgEmployerLike, line))
		case utf8.RuneCountInString(e.Name) > maxEmployer:
			return nil, bot.Refuse(l.Text(msgEmployerLong, maxEmployer, line))
		case e.From < firstYear || e.From > thisYear || e.To > thisYear || e.To != 0 && e.To < e.From:
			return nil, bot.Refuse(l.Text(msgEmployerYears, line, firstYear, thisYear))
		}
		list = append(list, e)
	}
	if len(list) > maxEmployers {
		return nil, bot.Refuse(l.Text(msgManyEmployers, maxEmployers, len(list)))
	}
	return list, nil
}

func readEmployer(line string) (Employer, bool) {
	parts := employerLine.FindStringSubmatch(norm.NFKC.String(line))
	if parts == nil {
		return Employer{}, false
	}
	e := Employer{Name: strings.TrimSpace(parts[1])}
	if !strings.ContainsFunc(e.Name, func(r rune) bool { return !strings.ContainsRune(" ,、-", r) }) {
		return Employer{}, false
	}
	e.From, _ = strconv.Atoi(parts[2])
	e.To, _ = strconv.Atoi(parts[4])
	if parts[3] == "" { // one year alone: that year only
		if parts[4] != "" {
			return Employer{}, false
		}
		e.To = e.From
	}
	return e, true
}

// writeEmployers is what readEmployers reads.
func writeEmployers(list []Employer) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString(e.Name + ", " + strconv.Itoa(e.From) + "-")
		if e.To != 0 {
			b.WriteString(strconv.Itoa(e.To))
		}
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// showEmployers lists the present employers, or the former ones.
func showEmployers(l bot.Localizer, m Member, present bool) string {
	var list []string
	for _, e := range m.Employers {
		if (e.To == 0) != present {
			continue
		}
		years := l.Text(msgSince, e.From)
		if !present {
			years = l.Text(msgYears, e.From, e.To)
		}
		list = append(list, l.Label(msgEmployer, e.Name, years))
	}
	return i18n.List(l.Language(), list)
}
