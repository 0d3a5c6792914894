package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/config"
)

type manifestCmd struct {
	Slack   *slackManifestCmd   `arg:"subcommand" help:"Print the app manifest to give to Slack."`
	Discord *discordManifestCmd `arg:"subcommand" help:"Print the link that adds the bot to a server, and its commands."`
}

type slackManifestCmd struct {
	HTTP   string     `placeholder:"URL" help:"Public address of the bot, such as https://bot.example.com, for signed HTTP. Without it: Socket Mode."`
	Name   string     `default:"alumnibot" help:"Name of the app, as people read it."`
	Locale localeFlag `default:"ja" placeholder:"TAG" help:"Language of descriptions and shortcuts, of which Slack shows one to everybody."`
}

// Run prints the manifest as JSON.
func (m slackManifestCmd) Run(s *environment) error {
	routes, err := everyRoute()
	if err != nil {
		return err
	}
	text, err := slack.Manifest(routes, slack.ManifestOptions{Name: m.Name, HTTP: m.HTTP, Locale: bot.Locale(m.Locale)})
	if err != nil {
		return usageError{err}
	}
	_, err = s.stdout.Write(text)
	return err
}

type discordManifestCmd struct {
	App string `placeholder:"ID" help:"The application's id (General Information, Application ID). Without it, Discord is asked with the configured token."`
}

// noApplication says what to put into the link.
const noApplication = "APPLICATION_ID in the link stands for the application's id (Discord's developer portal, General Information). To have it filled in: --app ID, or set DISCORD_TOKEN."

// Run prints, for each application, its link on a line and then the commands
// as JSON.
func (m discordManifestCmd) Run(s *environment) error {
	routes, err := everyRoute()
	if err != nil {
		return err
	}
	apps := []string{m.App}
	if m.App == "" {
		if apps, err = applications(s); err != nil {
			return err
		}
	}
	if len(apps) == 0 {
		fmt.Fprintln(s.stderr, noApplication)
		apps = []string{""}
	}
	for _, id := range apps {
		link, commands, err := discord.Install(id, routes)
		if err != nil {
			return usageError{fmt.Errorf("--app: %w", err)}
		}
		fmt.Fprintf(s.stdout, "%s\n%s", link, commands)
	}
	return nil
}

// applications are the ids of the configured ones, if any.
func applications(s *environment) ([]string, error) {
	c, err := config.Load(s.getenv)
	if err != nil {
		return nil, usageError{err}
	}
	if len(c.Discord) == 0 {
		return nil, nil
	}
	a, err := newDiscord(c, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, usageError{err}
	}
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	return a.Applications(ctx)
}

// everyRoute is what people can do, of a bot that serves nobody.
func everyRoute() ([]bot.Route, error) {
	b, err := app.New(app.Deps{Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return b.Engine.Routes(), nil
}
