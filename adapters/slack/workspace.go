package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// workspace is one workspace and what is known of it.
type workspace struct {
	Workspace
	api    *slack.Client
	groups groupCache

	mu     sync.Mutex
	who    *identity
	links  int   // connections that are up
	broken error // why nothing can be sent until somebody repairs it
}

// identity is what auth.test says.
type identity struct {
	team, enterprise string
	bot              string // the bot's own user id
	url              string // of the workspace, ending with a slash
}

func newWorkspace(w Workspace, cfg Config, client *http.Client) *workspace {
	options := []slack.Option{
		slack.OptionHTTPClient(caller{client}),
		slack.OptionLog(log.New(io.Discard, "", 0)), // it prints what it is given, tokens too
	}
	if cfg.APIURL != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(cfg.APIURL, "/")+"/"))
	}
	if w.AppToken != "" {
		options = append(options, slack.OptionAppLevelToken(string(w.AppToken)))
	}
	return &workspace{Workspace: w, api: slack.New(string(w.BotToken), options...)}
}

// errUnknown: Slack was not asked yet, or did not answer.
var errUnknown = errors.New("not connected yet")

func (w *workspace) ready() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.broken != nil:
		return w.broken
	case w.who == nil:
		return errUnknown
	case w.AppToken != "" && w.links == 0:
		return errors.New("no Socket Mode connection is up")
	}
	return nil
}

// known is the workspace's identity, if it was asked already.
func (w *workspace) known() (identity, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.who == nil {
		return identity{}, false
	}
	return *w.who, true
}

// identify asks Slack, once, which workspace the token is of. The error is of
// this package's kinds.
func (w *workspace) identify(ctx context.Context) (identity, error) {
	if who, ok := w.known(); ok {
		return who, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	r, err := w.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, fmt.Errorf("auth.test: %w", w.classify(err))
	}
	if r.TeamID == "" || r.UserID == "" {
		return identity{}, fmt.Errorf("auth.test: %w: it names no workspace", bot.ErrUncertain)
	}
	who := identity{team: r.TeamID, enterprise: r.EnterpriseID, bot: r.UserID, url: strings.TrimSuffix(r.URL, "/") + "/"}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.who = &who
	return who, nil
}

// breakDown notes why nothing can be sent any more.
func (w *workspace) breakDown(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = err
}

func (w *workspace) stopped() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", bot.ErrStopped, w.broken)
}

func (w *workspace) link(up int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.links += up
}

// of finds the workspace that an id was minted in.
func (a *Adapter) of(ctx context.Context, team string) (*workspace, error) {
	for _, w := range a.workspaces {
		if who, ok := w.known(); ok && who.team == team {
			return w, nil
		}
	}
	var troubles []error
	for _, w := range a.workspaces {
		if _, ok := w.known(); ok {
			continue
		}
		who, err := w.identify(ctx)
		if err == nil && who.team == team {
			return w, nil
		}
		troubles = append(troubles, err)
	}
	if err := errors.Join(troubles...); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%w: the bot is in no such workspace", bot.ErrUnreachable)
}

// meet learns who the workspace is, for as long as it takes. The error is
// permanent.
func (a *Adapter) meet(ctx context.Context, w *workspace) (identity, error) {
	wait := backoff{}
	for {
		who, err := w.identify(ctx)
		if err == nil || errors.Is(err, bot.ErrStopped) || ctx.Err() != nil {
			return who, err
		}
		a.cfg.Log.WarnContext(ctx, "slack does not answer yet", "community", w.Community, "error", err)
		if !wait.pause(ctx) {
			return identity{}, ctx.Err()
		}
	}
}

// backoff doubles from one second to a minute.
type backoff struct{ next time.Duration }

func (b *backoff) pause(ctx context.Context) bool {
	b.next = min(max(time.Second, 2*b.next), time.Minute)
	return pause(ctx, b.next)
}

func (b *backoff) reset() { b.next = 0 }

// pause waits, and reports whether it waited for as long as it was to.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
