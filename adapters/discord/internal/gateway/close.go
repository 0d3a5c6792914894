package gateway

import (
	"errors"
	"fmt"

	"github.com/gorilla/websocket"
)

// Fatal says why connecting again is no use before somebody repairs something.
type Fatal struct {
	Code int
}

func (f *Fatal) Error() string { return fmt.Sprintf("%s (close code %d)", fatal(f.Code), f.Code) }

// BadToken is the close code that says that the token is not valid.
const BadToken = 4004

// fatal is what has to be repaired after a close code; empty if nothing.
func fatal(code int) string {
	switch code {
	case BadToken:
		return "the token is not valid: set the bot's current token"
	case 4010:
		return "the shard is not valid: check the number of shards"
	case 4011:
		return "the bot is on too many servers for one connection: set more shards, or 0"
	case 4012:
		return "the gateway's version is not supported any more: update alumnibot"
	case 4013:
		return "the intents are not valid: update alumnibot"
	case 4014:
		return "an intent is not allowed: allow it in Discord's developer portal"
	}
	return ""
}

// Close codes after which a new session has to be begun. Every other one can be
// resumed after.
const (
	closeBadSequence    = 4007
	closeSessionTimeout = 4009
)

// closeKeepsSession is the code that a connection is left with whose session is
// to be resumed: 1000 and 1001 would end it.
const closeKeepsSession = 4000

// Why a connection ended, besides what the network says.
var (
	errReconnect = errors.New("discord asks to connect again")
	errResumable = errors.New("discord wants the session to be resumed")
	errInvalid   = errors.New("discord does not accept the session")
	errSilent    = errors.New("discord does not acknowledge heartbeats")
	errNoHello   = errors.New("discord did not begin with its greeting")
	errNotReady  = errors.New("discord was not ready in time")
	errDial      = errors.New("connect to the gateway")
)

// verdict is what follows from the end of a connection.
type verdict struct {
	fatal   *Fatal
	invalid bool // Discord refused the session
}

// judge decides what follows from the end of a connection, and whether the
// session is kept.
func (s *Shard) judge(err error) verdict {
	var closed *websocket.CloseError
	errors.As(err, &closed)
	switch {
	case closed != nil && fatal(closed.Code) != "":
		return verdict{fatal: &Fatal{closed.Code}}
	case closed != nil && (closed.Code == closeBadSequence || closed.Code == closeSessionTimeout):
		s.session = session{}
	case errors.Is(err, errInvalid):
		s.session = session{}
		return verdict{invalid: true}
	case errors.Is(err, errResumable):
		return verdict{invalid: true}
	}
	s.session.elsewhere = errors.Is(err, errDial) && !s.session.elsewhere
	return verdict{}
}
