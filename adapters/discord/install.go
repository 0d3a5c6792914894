package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
)

// permissions is what the bot needs on a server: view channels, send messages,
// embed links, attach files, read history, create public threads, send in
// threads.
const permissions = 309237763072

// anyApplication stands in a link for an application's id that is not known.
const anyApplication = "APPLICATION_ID"

// Install is the address with which somebody adds the bot to a server, and the
// commands that it will register there, as indented JSON. Without an id the
// address has APPLICATION_ID in its place.
func Install(appID string, routes []bot.Route) (link string, commands []byte, err error) {
	appID = cmp.Or(appID, anyApplication)
	if appID != anyApplication && !digits(appID) {
		return "", nil, fmt.Errorf("%q is not an application's id: it is a number", appID)
	}
	all, err := commandsOf(routes)
	if err != nil {
		return "", nil, err
	}
	commands, err = json.MarshalIndent(all, "", "  ")
	if err != nil {
		return "", nil, fmt.Errorf("encode the commands: %w", err)
	}
	query := url.Values{
		"client_id": {appID}, "scope": {"bot applications.commands"}, "permissions": {strconv.Itoa(permissions)},
	}
	return "https://discord.com/oauth2/authorize?" + query.Encode(), append(commands, '\n'), nil
}

// Applications asks Discord for the ids of the applications, in their order.
func (a *Adapter) Applications(ctx context.Context) ([]string, error) {
	var ids []string
	for i, x := range a.apps {
		id, err := x.application(ctx)
		if err != nil {
			return nil, fmt.Errorf("discord: application %d: %w", i+1, err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}
