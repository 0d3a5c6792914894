package discord

import (
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

// Install is the address with which somebody adds the bot to a server, and the
// commands that it will register there, as indented JSON.
func Install(appID string, routes []bot.Route) (link string, commands []byte, err error) {
	if !digits(appID) {
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
