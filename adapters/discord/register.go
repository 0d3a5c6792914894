package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"github.com/alumnibot/alumnibot/bot"
)

// register tells Discord the commands, unless it was told the same before:
// there are 200 creations a day.
func (x *app) register(ctx context.Context, routes []bot.Route) error {
	commands, err := commandsOf(routes)
	if err != nil {
		return fmt.Errorf("commands outside of Discord's limits: %w", err)
	}
	id, err := x.application(ctx)
	if err != nil {
		return err
	}
	req, err := sends(http.MethodPut, "/applications/"+id+"/commands", "commands", commands)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(req.body)
	hash, key := hex.EncodeToString(sum[:]), "commands/"+id
	known, err := x.memory.Load(ctx, key)
	if err != nil {
		return fmt.Errorf("look up which commands are registered: %w", err)
	}
	if known == hash {
		return nil
	}
	_, err = x.ordinary.do(ctx, req)
	if x.goWithout(ctx, "PUT /applications/{application}/commands", "no commands are registered", err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	x.log.InfoContext(ctx, "commands registered", "application", id, "commands", len(commands))
	if err := x.memory.Store(ctx, key, hash); err != nil {
		return fmt.Errorf("remember which commands are registered: %w", err)
	}
	return nil
}

// application is the application's id.
func (x *app) application(ctx context.Context) (string, error) {
	if id := x.called(); id != "" {
		return id, nil
	}
	id, err := x.askID(ctx, "/applications/@me")
	if x.goWithout(ctx, "GET /applications/@me", "the application's id is the bot's, or what the gateway says", err) || err == nil && id == "" {
		id, err = x.askID(ctx, "/users/@me")
	}
	if err != nil && !isMissing(err) {
		return "", fmt.Errorf("ask for the application: %w", err)
	}
	x.isCalled(id)
	x.isCalled(botOf(x.Token))
	if id := x.called(); id != "" {
		return id, nil
	}
	if err == nil {
		err = errors.New("nobody says its id")
	}
	return "", fmt.Errorf("ask for the application: %w", err)
}

// askID is the id that an answer names; empty if it names none.
func (x *app) askID(ctx context.Context, path string) (string, error) {
	var answer struct {
		ID string `json:"id"`
	}
	if err := ask(ctx, x.ordinary, path, path, &answer); err != nil {
		return "", err
	}
	return answer.ID, nil
}

// called is the application's id, if it is known.
func (x *app) called() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.id
}

func (x *app) isCalled(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.id == "" && digits(id) {
		x.id = id
	}
}
