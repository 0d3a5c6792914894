package member

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
)

// managersAsk is the language of managers, with the built-in vocabulary.
var managersAsk = language(vocabulary(newLexicon().done()), audience.Managers)

// TestKeys: every name of every key and pick means that one and no other, and
// every example can be read.
func TestKeys(t *testing.T) {
	for _, k := range keys(vocabulary(newLexicon().done())) {
		for _, name := range append([]string{k.Name, k.Label.In(bot.Japanese), strings.ReplaceAll(k.Label.In(bot.English), " ", "-")}, k.Aliases...) {
			if strings.Contains(name, " ") {
				continue // cannot be typed as a key: for completion and for guessing
			}
			query := name + ":" + k.Example
			e, err := managersAsk.Parse(bot.Japanese, query)
			if err != nil {
				t.Errorf("%s: %s", query, err)
			} else if got := managersAsk.String(e); !strings.HasPrefix(got, k.Name+":") {
				t.Errorf("%s is read as %s", query, got)
			}
		}
		for _, p := range k.Picks {
			for _, name := range append([]string{p.Value, p.Label.In(bot.Japanese), p.Label.In(bot.English)}, p.Aliases...) {
				query := k.Name + `:"` + name + `"`
				if e, err := managersAsk.Parse(bot.Japanese, query); err != nil || managersAsk.String(e) != k.Name+":"+p.Value {
					t.Errorf("%s: %s, %v", query, managersAsk.String(e), err)
				}
			}
		}
	}
}

// TestReadmeQueries: what the README says can be written can be read.
func TestReadmeQueries(t *testing.T) {
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, section := range []string{"### Ask for members", "### メンバーを探す"} {
		_, after, _ := strings.Cut(string(text), section+"\n")
		part, _, _ := strings.Cut(after, "\n### ")
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(part, -1) {
			if strings.HasPrefix(m[1], "/") {
				continue
			}
			n++
			if _, err := managersAsk.Parse(bot.English, m[1]); err != nil {
				t.Errorf("%s: %v", m[1], inWords(err).(*bot.Problem).Text)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d queries in the README: were its sections renamed?", n)
	}
}
