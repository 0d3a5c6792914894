package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/secret"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// BenchmarkSignedSlack is a slash command as Slack signs it, through HTTP to its
// answer, with a redis-server on a socket: the open gigs, in two round trips.
// bare is what a handler takes that does nothing but check the signature, make
// the same two round trips and write the same answer, which it knows.
func BenchmarkSignedSlack(b *testing.B) {
	defer tuneGC(os.Getenv)()
	h := newHighStreet(b)
	text := h.answer(b)
	compared(b, text, h.request, func(b *testing.B) string { return h.bare(b, text) }, h.bot)
}

// highStreet is a town with a member on Slack, who asks for the open gigs.
type highStreet struct {
	*town
	socket string // of Redis
	slack  *slacktest.Server
	space  *slacktest.Space
}

const asked = "/gig list"

func newHighStreet(b *testing.B) *highStreet {
	redis := redistest.Server(b)
	h := &highStreet{town: newTown(b, redis), socket: addressOf(b, redis)}
	for i := range 10 {
		h.as("mori").publishes(bot.Values{"title": fmt.Sprint("募集", i)})
	}
	var err error
	if h.slack, err = slacktest.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { h.slack.Close() })
	h.space = h.slack.AddSpace("T1")
	h.space.SetUser(slacktest.User{ID: "U1", Name: "田中 花", Locale: "ja-JP", TZ: "Asia/Tokyo"})
	tx := h.DB.Begin(storage.CommunityScope(string(bottest.Home)), "", h.clock)
	h.Members.Register(tx, "slack", member.Member{
		Name: "田中 花", Accounts: []bot.User{"slack:T1/U1"}, Department: "開発部", Left: 2022, Skills: []string{"go"}, Closeness: member.OpenGigs,
	}, member.Purposes(), bot.Japanese, h.clock)
	if err := tx.Commit(b.Context()); err != nil {
		b.Fatal(err)
	}
	h.settle()
	return h
}

// bot is the bot as "alumnibot serve" runs it, at the address it returns.
func (h *highStreet) bot(b *testing.B) string {
	return served(b, h.town, h.socket, func(_ *storage.DB, m *metrics, log *slog.Logger) (bot.Platform, error) {
		a, err := slack.New(slack.Config{APIURL: h.slack.APIURL(), Log: log, Observe: m.handled, Workspaces: []slack.Workspace{{
			Community: bottest.Home, BotToken: secret.New(h.space.BotToken), SigningSecret: secret.New(h.space.SigningSecret),
		}}})
		return a, err
	})
}

// request is the i-th of a run: no two are the same.
func (h *highStreet) request(i int) []byte {
	return h.wire(fmt.Sprintf("%d.%d", time.Now().UnixNano(), i))
}

// body is the command as Slack writes it.
func (h *highStreet) body(trigger string) []byte {
	return []byte(url.Values{
		"command": {"/gig"}, "text": {"list"}, "team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {"U1"}, "trigger_id": {trigger},
		"token": {"unused"}, "team_domain": {"acme"}, "channel_name": {"general"}, "user_name": {"hana"}, "api_app_id": {"A1"},
		"is_enterprise_install": {"false"}, "response_url": {"https://hooks.slack.com/commands/T1/1/x"},
	}.Encode())
}

// wire is the signed request.
func (h *highStreet) wire(trigger string) []byte {
	body := h.body(trigger)
	signed := h.space.Sign(body, time.Now())
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bot.example.com\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"+
		"Accept: application/json,*/*\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", slack.CommandsPath, len(body))
	for name, values := range signed {
		head += name + ": " + values[0] + "\r\n"
	}
	return append([]byte(head+"\r\n"), body...)
}

// bare is the least that could answer with text.
func (h *highStreet) bare(b *testing.B, text []byte) string {
	command := h.as("hana").typed(asked)
	command.User = "slack:T1/U1"
	secret := []byte(h.space.SigningSecret)
	return servedBarely(b, h.socket, recorded(b, h.town, h.socket, command), text, func(header http.Header, body []byte) bool {
		if !genuine(header, body, secret) {
			return false
		}
		form, err := url.ParseQuery(string(body))
		return err == nil && form.Get("command") == "/gig"
	})
}

func genuine(h http.Header, body, secret []byte) bool {
	ts := h.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(ts, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("v0:" + ts + ":"))
	mac.Write(body)
	return hmac.Equal([]byte(h.Get("X-Slack-Signature")), []byte("v0="+hex.EncodeToString(mac.Sum(nil))))
}

// answer is what the bot answers.
func (h *highStreet) answer(b *testing.B) json.RawMessage {
	address := h.bot(b)
	text, err := h.space.PostSigned(b.Context(), "http://"+address+slack.CommandsPath, h.body("once"), time.Now())
	if err != nil {
		b.Fatal(err)
	}
	return text
}
