package discord_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
)

func TestConformance(t *testing.T) {
	for _, how := range []discordtest.Interactions{discordtest.OverGateway, discordtest.OverHTTP} {
		t.Run(string(how), func(t *testing.T) { adaptertest.Run(t, discordtest.Platform(how)) })
	}
}
