package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
)

// workspace is one workspace and what is known of it.
type workspace struct {
	Workspace
	api    *slack.Client
	app    *app // nil without Socket Mode
	log    *slog.Logger
	groups groupCache

	mu     sync.Mutex
	who    *identity
	broken error         // why nothing can be sent until somebody repairs it
	breaks chan struct{} // holds a token when it broke
	lacks  []string      // methods that the API does not know
}

// identity is what auth.test says.
type identity struct {
	team, enterprise string
	bot              string // the bot's own user id
	url              string // of the workspace, ending with a slash
}

func newWorkspace(w Workspace, cfg Config, client caller) *workspace {
	options := []slack.Option{
		slack.OptionHTTPClient(client),
		slack.OptionLog(log.New(io.Discard, "", 0)), // it prints what it is given, tokens too
	}
	if cfg.APIURL != "" {
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(cfg.APIURL, "/")+"/"))
	}
	if !w.AppToken.IsZero() {
		options = append(options, slack.OptionAppLevelToken(w.AppToken.Reveal()))
	}
	return &workspace{Workspace: w, api: slack.New(w.BotToken.Reveal(), options...), log: cfg.Log, breaks: make(chan struct{}, 1)}
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
	case w.app != nil:
		return w.app.ready()
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
	return w.ask(ctx)
}

// ask has Slack say which workspace the token is of. If it does, the workspace
// is in order.
func (w *workspace) ask(ctx context.Context) (identity, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	r, err := w.api.AuthTestContext(ctx)
	if err = w.classify(err); errors.Is(err, errNoMethod) {
		err = fmt.Errorf("%w: the API's address is wrong: %w", bot.ErrStopped, err)
		w.breakDown(err)
	}
	if err != nil {
		return identity{}, fmt.Errorf("auth.test: %w", err)
	}
	if r.TeamID == "" || r.UserID == "" {
		return identity{}, fmt.Errorf("auth.test: %w: it names no workspace", bot.ErrUncertain)
	}
	who := identity{team: r.TeamID, enterprise: r.EnterpriseID, bot: r.UserID, url: strings.TrimSuffix(r.URL, "/") + "/"}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.who, w.broken = &who, nil
	return who, nil
}

// breakDown notes why nothing can be sent any more.
func (w *workspace) breakDown(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = err
	select {
	case w.breaks <- struct{}{}:
	default: // it is known
	}
}

// goWithout reports whether err says that the API does not know a method. It
// logs, once, what the bot does without it.
func (w *workspace) goWithout(ctx context.Context, method, instead string, err error) bool {
	if !errors.Is(err, errNoMethod) {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.lacks, method) {
		w.lacks = append(w.lacks, method)
		w.log.WarnContext(ctx, "slack cannot be asked: "+instead, "method", method, "community", w.Community, "error", err)
	}
	return true
}

func (w *workspace) stopped() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broken
}

// hopeless reports whether no workspace can be served, as far as is known at the
// start: every token was refused.
func (a *Adapter) hopeless() bool {
	for _, w := range a.workspaces {
		if !w.refused() {
			return false
		}
	}
	return true
}

func (w *workspace) refused() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broken != nil && w.who == nil || w.app != nil && w.app.hopeless()
}

// errLeft: the bot was removed from the workspace.
var errLeft = errors.New("the bot was removed from the workspace")

// beyond is the error of something that was to be sent. When the bot was removed
// from one of several workspaces, the people there are out of reach, and the
// others are not held up.
func (a *Adapter) beyond(err error) error {
	if !errors.Is(err, errLeft) {
		return err
	}
	for _, w := range a.workspaces {
		if w.stopped() == nil {
			return fmt.Errorf("%w: %w", bot.ErrUnreachable, errLeft)
		}
	}
	return err
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

// attend learns who the workspace is, for as long as it takes, and when it broke
// looks from time to time whether it was repaired. It tells when Slack was asked
// for the first time, and returns an error if that is hopeless.
func (a *Adapter) attend(ctx context.Context, w *workspace, asked func()) error {
	wait := newBackoff()
	for {
		_, err := w.identify(ctx)
		asked()
		if err == nil || errors.Is(err, bot.ErrStopped) && !a.hopeless() {
			break
		}
		if errors.Is(err, bot.ErrStopped) {
			return fmt.Errorf("slack does not accept the bot token of community %s: %w", w.Community, err)
		}
		a.cfg.Log.WarnContext(ctx, "slack does not answer yet", "community", w.Community, "error", err)
		if !wait.Sleep(ctx) {
			return nil
		}
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.breaks:
		}
		if err := w.stopped(); err != nil {
			a.cfg.Log.ErrorContext(ctx, "slack: the bot was shut out of a workspace", "community", w.Community, "error", err)
			a.repair(ctx, w)
		}
	}
}

func (a *Adapter) repair(ctx context.Context, w *workspace) {
	wait := retry.Backoff{Min: soon, Max: maxPause}
	for wait.Sleep(ctx) {
		if _, err := w.ask(ctx); err == nil {
			a.cfg.Log.InfoContext(ctx, "slack: the bot is let into the workspace again", "community", w.Community)
			return
		}
	}
}
