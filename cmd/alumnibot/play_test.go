package main

import (
	"testing"

	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
)

// The scripts in testdata, with the bot that alumnibot play plays them with.
func TestScripts(t *testing.T) { bottest.Run(t, script.Bot) }

// Nobody in the playground is mistaken for somebody else.
func TestPeopleHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for _, p := range seed.People() {
		if other, taken := seen[p.Name]; taken {
			t.Errorf("%s and %s are both called %s", other, p.ID, p.Name)
		}
		seen[p.Name] = p.ID
	}
}
