package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/secret"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// BenchmarkSignedDiscord is what Discord signs, through HTTP to its answer, with
// a redis-server on a socket: a command for the page of open gigs, and a press
// on one of them, each in two round trips. bare is what a handler takes that
// does nothing but check the signature, read what was done, make the same two
// round trips and write the same answer, which it knows.
func BenchmarkSignedDiscord(b *testing.B) {
	defer tuneGC(os.Getenv)()
	h := newArcade(b)
	for _, act := range []act{h.list(), h.show()} {
		b.Run(act.name, func(b *testing.B) {
			text := h.answer(b, act)
			request := func(i int) []byte { return h.wire(act, i) }
			compared(b, text, request, func(b *testing.B) string { return h.bare(b, act, text) }, h.bot)
		})
	}
}

// arcade is a town with a member on Discord.
type arcade struct {
	*town
	socket                string // of Redis
	discord               *discordtest.Discord
	server, channel, hana string
	gig                   string
}

// act is something that the member does.
type act struct {
	name  string
	event bot.Event
	deed  string // as Discord says it
}

func newArcade(b *testing.B) *arcade {
	redis := redistest.Server(b)
	h := &arcade{town: newTown(b, redis), socket: addressOf(b, redis), discord: discordtest.Start(discordtest.Deliver(discordtest.OverHTTP))}
	for i := range 10 {
		h.gig = h.as("mori").publishes(bot.Values{"title": fmt.Sprint("募集", i)})
	}
	b.Cleanup(h.discord.Close)
	h.server, h.hana = h.discord.AddServer(), h.discord.AddUser("田中 花", "ja")
	h.channel = h.discord.AddChannel(h.server, "general", discordtest.TextChannel)
	h.discord.SetMember(h.server, h.hana, &discordtest.Member{})
	tx := h.DB.Begin(storage.CommunityScope(string(bottest.Home)), "", h.clock)
	h.Members.Register(tx, "discord", member.Member{
		Name: "田中 花", Accounts: []bot.User{h.user()}, Department: "開発部", Left: 2022, Skills: []string{"go"}, Closeness: member.OpenGigs,
	}, member.Purposes(), bot.Japanese, h.clock)
	if err := tx.Commit(b.Context()); err != nil {
		b.Fatal(err)
	}
	h.settle()
	return h
}

func (h *arcade) user() bot.User { return bot.User("discord:" + h.hana) }

func (h *arcade) list() act {
	e := h.as("hana").typed(asked)
	e.User = h.user()
	return act{"page", e, `"type":2,"data":{"guild_id":"1105930000000000004","id":"1105930000000000002","name":"gig","options":[{"name":"list","options":[],"type":1}],"type":1}`}
}

func (h *arcade) show() act {
	e := h.as("hana").pressed("gig.show", h.gig)
	e.User = h.user()
	return act{"gig", e, fmt.Sprintf(`"type":3,"data":{"component_type":2,"custom_id":%q,"id":4},`+
		`"message":{"application_id":"1105930000000000005","attachments":[],"author":{"bot":true,"id":"1105930000000000006","username":"alumnibot"},"channel_id":"1105930000000000007",`+
		`"components":[{"components":[{"custom_id":"x","id":4,"label":"詳しく見る","style":2,"type":2}],"id":3,"type":1}],"content":"","edited_timestamp":null,"embeds":[],"flags":32832,"id":"1105930000000000008",`+
		`"mention_everyone":false,"mention_roles":[],"mentions":[],"pinned":false,"timestamp":"2026-12-01T00:00:00.000000+00:00","tts":false,"type":0}`, e.Action.Encode())}
}

const interactions = discord.InteractionsPath

// bot is the bot as "alumnibot serve" runs it, at the address it returns.
func (h *arcade) bot(b *testing.B) string {
	return served(b, h.town, h.socket, func(db *storage.DB, _ *metrics, log *slog.Logger) (bot.Platform, error) {
		a, err := discord.New(discord.Config{APIURL: h.discord.URL(), Log: log, Memory: newDiscordMemory(db, time.Now), Apps: []discord.App{{
			Token: secret.New(discordtest.Token), PublicKey: h.discord.PublicKey(), Community: bottest.Home,
		}}})
		return a, err
	})
}

// body is the act as Discord writes it.
func (h *arcade) body(a act, id int) []byte {
	return fmt.Appendf(nil, `{"app_permissions":"562949953601536","application_id":%q,"attachment_size_limit":10485760,"authorizing_integration_owners":{"0":%q},`+
		`"channel":{"flags":0,"guild_id":%q,"id":%q,"last_message_id":"1105930000000000001","name":"general","nsfw":false,"parent_id":null,"permissions":"2248473465835073","position":0,"rate_limit_per_user":0,"topic":null,"type":0},`+
		`"channel_id":%q,"context":0,%s,`+
		`"entitlement_sku_ids":[],"entitlements":[],"guild":{"features":["COMMUNITY","NEWS"],"id":%q,"locale":"ja"},"guild_id":%q,"guild_locale":"ja","id":"%d","locale":"ja",`+
		`"member":{"avatar":null,"banner":null,"communication_disabled_until":null,"deaf":false,"flags":0,"joined_at":"2023-05-10T12:00:00.000000+00:00","mute":false,"nick":null,"pending":false,"permissions":"2248473465835073","premium_since":null,"roles":["1105930000000000003"],"unusual_dm_activity_until":null,`+
		`"user":{"avatar":"f8a9b1c2d3e4f5a6b7c8d9e0f1a2b3c4","avatar_decoration_data":null,"clan":null,"discriminator":"0","global_name":"田中 花","id":%q,"public_flags":0,"username":"hana"}},`+
		`"token":"aW50ZXJhY3Rpb246%dQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODk","version":1}`,
		h.discord.App(), h.server, h.server, h.channel, h.channel, a.deed, h.server, h.server, id, h.hana, id)
}

// wire is the signed request.
func (h *arcade) wire(a act, i int) []byte {
	body := h.body(a, int(time.Now().UnixNano())+i)
	signed := h.discord.Sign("http://bot.example.com"+interactions, time.Now(), body)
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bot.example.com\r\nUser-Agent: Discord-Interactions/1.0 (+https://discord.com)\r\nContent-Length: %d\r\n", interactions, len(body))
	for name, values := range signed.Header {
		head += name + ": " + values[0] + "\r\n"
	}
	return append([]byte(head+"\r\n"), body...)
}

// bare is the least that could answer with text.
func (h *arcade) bare(b *testing.B, a act, text []byte) string {
	key, err := hex.DecodeString(h.discord.PublicKey())
	if err != nil {
		b.Fatal(err)
	}
	return servedBarely(b, h.socket, recorded(b, h.town, h.socket, a.event), text, func(header http.Header, body []byte) bool {
		if !signedWith(key, header, body) {
			return false
		}
		var in struct {
			Type int `json:"type"`
			Data struct {
				Name     string `json:"name"`
				CustomID string `json:"custom_id"`
			} `json:"data"`
		}
		err := json.Unmarshal(body, &in)
		return err == nil && in.Data.Name+in.Data.CustomID != ""
	})
}

func signedWith(key ed25519.PublicKey, h http.Header, body []byte) bool {
	stamp := h.Get("X-Signature-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > time.Minute {
		return false
	}
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	return err == nil && len(signature) == ed25519.SignatureSize && ed25519.Verify(key, append([]byte(stamp), body...), signature)
}

// answer is what the bot answers.
func (h *arcade) answer(b *testing.B, a act) json.RawMessage {
	address := h.bot(b)
	resp, err := http.DefaultClient.Do(h.discord.Sign("http://"+address+interactions, time.Now(), h.body(a, int(time.Now().UnixNano()))))
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s, %v", resp.Status, text, err)
	}
	return text
}
