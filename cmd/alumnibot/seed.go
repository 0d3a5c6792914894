package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
)

type seedCmd struct {
	Members   int        `arg:"required" help:"How many."`
	Accounts  string     `arg:"required" help:"Their accounts, with one %d or %08d in it for the numbers from 1 on: slack:T00000001/U%08d or discord:%d."`
	Locale    localeFlag `placeholder:"TAG" help:"Their language. Without it, the community's."`
	Zone      string     `help:"Their time zone, such as Asia/Tokyo. Without it, the community's."`
	Community string     `placeholder:"ID" help:"Which community, where several are configured."`
}

// maxSeeded is the largest number of members that seed makes.
const maxSeeded = 10_000_000

// Run fills an empty community with made-up members.
func (c seedCmd) Run(s *environment) error {
	if c.Members < 1 || c.Members > maxSeeded {
		return usageError{fmt.Errorf("--members: %d: how many members to make, 1 to %d", c.Members, maxSeeded)}
	}
	account, err := readPattern(c.Accounts)
	if err != nil {
		return usageError{fmt.Errorf("--accounts: %w", err)}
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "Local" {
		return usageError{fmt.Errorf("--zone: %q is not an IANA name such as Asia/Tokyo", c.Zone)}
	}
	b, closing, err := openOffline(s)
	if err != nil {
		return err
	}
	defer closing()
	in, err := communityNamed(b.Communities, c.Community)
	if err != nil {
		return usageError{err}
	}
	crowd := seed.Crowd{Members: c.Members, Pattern: c.Accounts, Account: account, Locale: bot.Locale(c.Locale), Zone: c.Zone}
	if crowd.Locale == "" {
		crowd.Locale = in.Locale
	}
	if crowd.Zone == "" {
		crowd.Zone = in.Zone.String()
	}
	begun, told := time.Now(), time.Now()
	err = crowd.Fill(s.ctx, seed.Target{In: in, DB: b.DB, Members: b.Members}, b.Clock(), func(done int) {
		if time.Since(told) >= tellEvery && done < c.Members {
			told = time.Now()
			fmt.Fprintf(s.stderr, "%d of %d members\n", done, c.Members)
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "community %s has %d made-up members now, %s to %s (%s)\n",
		in.ID, c.Members, account(1), account(c.Members), time.Since(begun).Round(time.Millisecond))
	return nil
}

// tellEvery is the interval of progress lines.
const tellEvery = 2 * time.Second

var (
	verb        = regexp.MustCompile(`%(0[1-9]\d?)?d`)
	accountLike = regexp.MustCompile(`^(slack:[A-Za-z0-9]+/[A-Za-z0-9]+|discord:[0-9]{1,20})$`)
)

// accountLooks describes the accounts that seed and do accept.
const accountLooks = "slack:TEAM/USER such as slack:T00000001/U00000001, or discord:USER such as discord:123456789012345678"

// readPattern parses a pattern of accounts into a function of the member's number.
func readPattern(pattern string) (func(n int) bot.User, error) {
	found := verb.FindAllStringIndex(pattern, -1)
	if len(found) != 1 || strings.Count(pattern, "%") != 1 {
		return nil, fmt.Errorf("%q: the number stands in it once, as %%d or, with eight digits, as %%08d: such as slack:T00000001/U%%08d", pattern)
	}
	account := func(n int) bot.User { return bot.User(fmt.Sprintf(pattern, n)) }
	if !accountLike.MatchString(string(account(1))) || !accountLike.MatchString(string(account(maxSeeded))) {
		return nil, fmt.Errorf("%q: accounts look like %s", pattern, accountLooks)
	}
	if slash := strings.Index(pattern, "/"); found[0][0] < slash {
		return nil, fmt.Errorf("%q: the number is that of the user, behind the /: such as slack:T00000001/U%%08d", pattern)
	}
	return account, nil
}
