package bot

import (
	"errors"
	"fmt"
	"strings"
)

// Action is what a button does: a route, run in a community, with an argument.
//
// It travels through the platform and comes back from anybody who can write a
// request: it is input, not proof. Arg is an identifier; whoever handles it
// looks the thing up and checks the person again.
type Action struct {
	Community CommunityID
	Route     string
	Arg       string
}

// Sizes of an Action's parts, in bytes. Together with two separators they stay
// within MaxAction, which is below the smallest limit of a platform (Discord's
// custom_id: 100 characters).
const (
	MaxCommunityID = 10
	MaxRoute       = 24
	MaxArg         = 60
	MaxAction      = MaxCommunityID + 1 + MaxRoute + 1 + MaxArg
)

// Encode writes the action as one string of at most MaxAction bytes.
func (a Action) Encode() string {
	return string(a.Community) + "|" + a.Route + "|" + a.Arg
}

// Check reports which part is too long or holds a separator.
func (a Action) Check() error {
	switch {
	case len(a.Community) > MaxCommunityID || strings.Contains(string(a.Community), "|"):
		return fmt.Errorf("action: community %q: at most %d bytes without |", a.Community, MaxCommunityID)
	case a.Route == "" || len(a.Route) > MaxRoute || strings.Contains(a.Route, "|"):
		return fmt.Errorf("action: route %q: 1 to %d bytes without |", a.Route, MaxRoute)
	case len(a.Arg) > MaxArg:
		return fmt.Errorf("action: argument of %d bytes: at most %d", len(a.Arg), MaxArg)
	}
	return nil
}

// ErrAction says that a string is not an encoded Action.
var ErrAction = errors.New("not an action")

// ParseAction reads what Encode wrote. Anything else is ErrAction.
func ParseAction(s string) (Action, error) {
	community, rest, ok := strings.Cut(s, "|")
	if !ok {
		return Action{}, ErrAction
	}
	route, arg, ok := strings.Cut(rest, "|")
	if !ok {
		return Action{}, ErrAction
	}
	a := Action{Community: CommunityID(community), Route: route, Arg: arg}
	if a.Check() != nil {
		return Action{}, ErrAction
	}
	return a, nil
}
