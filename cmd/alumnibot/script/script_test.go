package script_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
)

// TestFeatures holds every feature to the limits of platforms.
func TestFeatures(t *testing.T) {
	bottest.CheckFeatures(t, script.Bot(bottest.Env{}).Features...)
}
