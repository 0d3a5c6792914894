package slack_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

func TestConformance(t *testing.T) {
	for _, mode := range []slacktest.Mode{slacktest.SocketMode, slacktest.SignedHTTP} {
		t.Run(string(mode), func(t *testing.T) { adaptertest.Run(t, slacktest.Platform(mode)) })
	}
}
