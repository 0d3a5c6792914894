package slack

import (
	"bufio"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// published reads testdata/error_codes.txt: codes by method.
func published(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open("testdata/error_codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string][]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		method, codes, ok := strings.Cut(s.Text(), ": ")
		if !ok {
			t.Fatalf("not a list of codes: %q", s.Text())
		}
		all[method] = strings.Fields(codes)
	}
	return all
}

func TestEveryPublishedCodeHasAMeaning(t *testing.T) {
	t.Parallel()
	lists := published(t)
	for method, codes := range lists {
		for _, code := range codes {
			if _, ok := meaning(code); !ok {
				t.Errorf("%s of %s is not in the table", code, method)
			}
		}
	}
	seen := map[string]bool{}
	for _, c := range errorCodes {
		if seen[c.code] {
			t.Errorf("%s is in the table twice", c.code)
		}
		seen[c.code] = true
		named := slices.ContainsFunc(lists[c.source], func(code string) bool { m, _ := meaning(code); return m.code == c.code })
		if c.source != reported && !named {
			t.Errorf("%s is not on the list of %s", c.code, c.source)
		}
	}
}

// What is known after a code, and what a caller hears of it, agree.
func TestCodesAreTreatedByWhatIsKnown(t *testing.T) {
	t.Parallel()
	kinds := map[treatment][]error{
		tryLater: {errUnsaid}, lookFirst: {bot.ErrUncertain}, refused: {bot.ErrRefused}, unreachable: {bot.ErrUnreachable},
		stop: {bot.ErrStopped}, removed: {bot.ErrStopped, errLeft}, doWithout: {bot.ErrRefused, errNoMethod},
	}
	for _, c := range errorCodes {
		if (c.effect == notKnown) != (c.treatment == lookFirst) {
			t.Errorf("%s: %s, so %s", c.code, c.effect, c.treatment)
		}
		code := strings.TrimSuffix(c.code, "*")
		err := classify(slack.SlackErrorResponse{Err: code})
		for _, kind := range kinds[c.treatment] {
			if !errors.Is(err, kind) {
				t.Errorf("%s: %v, want %v", code, err, kind)
			}
		}
		if isFinal(code) == (c.effect == notKnown) {
			t.Errorf("%s is final: %v", code, isFinal(code))
		}
	}
	if err := classify(slack.SlackErrorResponse{Err: "never_heard_of"}); !errors.Is(err, bot.ErrUncertain) {
		t.Errorf("an unknown code: %v", err)
	}
}
