package adaptertest

import (
	"context"
	"errors"
	"net/http"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

var _ bot.Platform = (*memoryAdapter)(nil)

func (c *memoryAdapter) Ready() error {
	if c.has(neverReady) {
		return errors.New("closed")
	}
	return nil
}

func (c *memoryAdapter) Links() (up, of int) {
	if c.has(losesLinks) {
		return 1, 2
	}
	return 0, 0
}

func (c *memoryAdapter) Check(_ context.Context, channels []bot.Channel) []bot.Finding {
	says := func(l bot.Locale) bot.Text {
		if l == bot.English && c.has(findsInOneLanguage) {
			return nil
		}
		return bot.Plain("paper")
	}
	found := []bot.Finding{{About: "paper", Grade: bot.Fine, Says: says}}
	if c.has(checksForeignChannels) {
		for range channels {
			found = append(found, bot.Finding{About: "channel", Grade: bot.Failing, Says: says})
		}
	}
	return found
}

func (c *memoryAdapter) Owners(_ context.Context, in bot.CommunityID) ([]bot.User, error) {
	switch {
	case c.has(ownsEverything), in == bottest.Home && !c.has(namesForeignOwners):
		return []bot.User{"paper:" + hana}, nil
	case in == bottest.Home:
		return []bot.User{"elsewhere:1"}, nil
	}
	return nil, nil
}

func (c *memoryAdapter) Endpoints() map[string]http.Handler {
	return map[string]http.Handler{"POST /paper": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !c.has(answersStrangers) {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})}
}
