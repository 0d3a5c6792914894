package slack

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// What Slack allows in a manifest.
const (
	maxCommands     = 50
	maxCommand      = 32 // with the slash
	maxShortcuts    = 10
	maxShortcut     = 24
	maxAppName      = 35
	maxDescription  = 140
	maxUsage        = 1000
	maxShortcutHelp = 150
)

// ManifestOptions are what an app's manifest says besides the routes.
type ManifestOptions struct {
	// Name of the app; empty: alumnibot.
	Name string
	// HTTP is the public address under which Handler is served, without a path;
	// empty: Socket Mode.
	HTTP string
	// Locale is the language of descriptions and shortcuts, of which Slack
	// shows one to everybody; empty: Japanese.
	Locale bot.Locale
}

// scopes are the least that the bot gets along with: commands and answers,
// direct messages, who people are, files that somebody asked for; and to look in
// a conversation whether the bot is there, and whether a message of which Slack's
// reply was lost is, also in the gig channel, whether that is public or private.
// It reads nothing else there: it does not subscribe to what people say in
// channels.
func scopes() []string {
	return append([]string{
		"commands", "chat:write", "im:history", "im:write", "users:read", "usergroups:read", "files:write",
	}, lookingScopes()...)
}

// lookingScopes are for looking at channels, without which the bot still posts
// there.
func lookingScopes() []string {
	return []string{"channels:read", "groups:read", "channels:history", "groups:history"}
}

// subscriptions are the events that the bot wants to hear of.
func subscriptions() []string {
	return []string{
		"app_home_opened", "app_uninstalled", "message.im", "subteam_members_changed", "subteam_updated",
		"team_join", "tokens_revoked", "user_change",
	}
}

// Manifest is the app's manifest as JSON: its commands and shortcuts are those
// of the routes. The error says what Slack would refuse.
func Manifest(routes []bot.Route, o ManifestOptions) ([]byte, error) {
	o.Name, o.Locale = cmp.Or(o.Name, "alumnibot"), cmp.Or(o.Locale, i18n.Locales()[0])
	if n := utf8.RuneCountInString(o.Name); n > maxAppName {
		return nil, fmt.Errorf("manifest: a name of %d characters: at most %d", n, maxAppName)
	}
	if o.HTTP != "" {
		u, err := url.Parse(o.HTTP)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("manifest: %q is no address such as https://bot.example.com", o.HTTP)
		}
		o.HTTP = strings.TrimSuffix(o.HTTP, "/")
	}
	commands, err := commandsOf(routes, o)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	shortcuts, err := shortcutsOf(routes, o)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	m := slack.Manifest{
		Metadata: slack.ManifestMetadata{MajorVersion: 2, MinorVersion: 1},
		Display:  slack.Display{Name: o.Name, Description: sayApp.In(o.Locale)},
		Features: slack.Features{
			AppHome:       slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser:       slack.BotUser{DisplayName: o.Name, AlwaysOnline: true},
			SlashCommands: commands, Shortcuts: shortcuts,
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: scopes()}},
		Settings: slack.Settings{
			EventSubscriptions: &slack.EventSubscriptions{BotEvents: subscriptions(), RequestUrl: below(o.HTTP, EventsPath)},
			Interactivity:      &slack.Interactivity{IsEnabled: true, RequestUrl: below(o.HTTP, InteractionsPath)},
			SocketModeEnabled:  o.HTTP == "",
		},
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return append(b, '\n'), nil
}

func below(base, path string) string {
	if base == "" {
		return ""
	}
	return base + path
}

// commandsOf are the first words of all commands, each with what may follow it.
func commandsOf(routes []bot.Route, o ManifestOptions) ([]slack.ManifestSlashCommand, error) {
	following := map[string][]string{}
	alone := map[string]string{} // summaries of commands of one word
	var words []string
	for _, r := range routes {
		word, rest, more := strings.Cut(r.Command, " ")
		if word == "" {
			continue
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
		if !more && r.Summary != nil {
			alone[word] = r.Summary(o.Locale)
			continue
		}
		next, _, _ := strings.Cut(rest, " ")
		if more && !slices.Contains(following[word], next) {
			following[word] = append(following[word], next)
		}
	}
	if len(words) > maxCommands {
		return nil, fmt.Errorf("%d commands: at most %d", len(words), maxCommands)
	}
	var out []slack.ManifestSlashCommand
	for _, word := range words {
		c := slack.ManifestSlashCommand{Command: "/" + word, ShouldEscape: true, Url: below(o.HTTP, CommandsPath)}
		c.Description = cmp.Or(alone[word], sayCommands.Text(o.Locale, i18n.List(o.Locale, following[word])).String())
		if len(following[word]) > 0 {
			c.UsageHint = "[" + strings.Join(following[word], " | ") + "]"
		}
		if len(c.Command) > maxCommand || utf8.RuneCountInString(c.UsageHint) > maxUsage {
			return nil, fmt.Errorf("command %s: too long, or too much behind it", c.Command)
		}
		if utf8.RuneCountInString(c.Description) > maxDescription {
			c.Description = sayManyCommands.In(o.Locale)
		}
		out = append(out, c)
	}
	return out, nil
}

func shortcutsOf(routes []bot.Route, o ManifestOptions) ([]slack.Shortcut, error) {
	var out []slack.Shortcut
	for _, r := range routes {
		if r.OnMessage == nil {
			continue
		}
		s := slack.Shortcut{Name: r.OnMessage(o.Locale), CallbackID: r.Name, Type: slack.MessageShortcut, Description: r.Summary(o.Locale)}
		if n := utf8.RuneCountInString(s.Name); n == 0 || n > maxShortcut {
			return nil, fmt.Errorf("shortcut %q: %d characters: 1 to %d", s.Name, n, maxShortcut)
		}
		if n := utf8.RuneCountInString(s.Description); n > maxShortcutHelp {
			return nil, fmt.Errorf("shortcut %q: a description of %d characters: at most %d", s.Name, n, maxShortcutHelp)
		}
		out = append(out, s)
	}
	if len(out) > maxShortcuts {
		return nil, fmt.Errorf("%d shortcuts: at most %d", len(out), maxShortcuts)
	}
	return out, nil
}
