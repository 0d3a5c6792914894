package webstage_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/web"
	"github.com/alumnibot/alumnibot/adapters/web/webstage"
)

func TestConformance(t *testing.T) {
	for _, look := range []web.Look{web.Slack, web.Discord} {
		t.Run(string(look), func(t *testing.T) { adaptertest.Run(t, webstage.Platform(look)) })
	}
}
