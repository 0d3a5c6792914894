package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot/bottest"
)

// How a server says that it does not know what it is asked, or does not say it.
var refusals = map[string]http.HandlerFunc{
	"not found": http.NotFound,
	content:     func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"ok":true}`) },
	"unknown method": func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"ok":false,"error":"unknown_method","message":"404: Not Found","code":0}`)
	},
}

const content = "content with everything"

// An hour is when the program's day begins in a test.
type hour struct {
	name         string
	hour, minute int
	quiet        bool // by default nobody is written to then
}

// hours stand for both halves of a day.
var hours = []hour{{"in the morning", 10, 0, false}, {"at night", 22, 30, true}}

// hears waits until a member hears of something: at once, or after the night.
func (h hour) hears(t *testing.T, app string, clock *testClock, heard func() bool) {
	t.Helper()
	if h.quiet {
		await(t, "it waits for the morning", func() bool {
			return answers(app+"/metrics", `state="pending"} 1`)
		})
		if heard() {
			t.Fatal("the member is written to at night")
		}
		clock.windTo(t, 8, 1)
	}
	await(t, "the member hears of it", heard)
}

// With as little of Slack as there can be, people register and offer gigs, over
// Socket Mode and over HTTP. Who may offer some is in the file, or what
// users.info says of owners.
func TestForeignSlack(t *testing.T) {
	t.Parallel()
	for _, hour := range hours {
		t.Run(hour.name, hour.foreignSlack)
	}
}

func (h hour) foreignSlack(t *testing.T) {
	t.Parallel()
	const roles = `[[community]]
id = "acme"
name = "Acme"
gigs = ["slack:T1/C9"]
[[slack]]
bot_token = "xoxb-1"
%s = "secret"
roles = { hr = ["UHR"] }
`
	for refusal, refuse := range refusals {
		for _, way := range []string{"app_token", "signing_secret"} {
			for _, info := range []string{"", `{"ok":true,"user":{"id":%q,"is_owner":true,"locale":"ja-JP"}}`} {
				name := strings.Join([]string{refusal, way, map[bool]string{true: "owners", false: "nobody known"}[info != ""]}, ", ")
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					secret := map[bool]string{true: "secret"}[way == "signing_secret"]
					f := newForeignSlack(t, secret)
					f.refuse, f.info = refuse, info
					env := map[string]string{"SLACK_API_URL": f.URL + "/api/", "LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t)}
					if info == "" {
						file := filepath.Join(t.TempDir(), "alumnibot.toml")
						if err := os.WriteFile(file, []byte(strings.Replace(roles, "%s", way, 1)), 0o600); err != nil {
							t.Fatal(err)
						}
						env["ALUMNIBOT_CONFIG"] = file
					} else {
						env["SLACK_BOT_TOKEN"], env["SLACK_"+strings.ToUpper(way)] = "xoxb-1", "secret"
					}
					var log bottest.Log
					clock := clockAt(t, h.hour, h.minute)
					ready := startLogged(t, env, clock, io.MultiWriter(&log, logOf(t)))
					f.app = strings.TrimSuffix(ready, "/readyz")
					await(t, "the bot is ready", func() bool { return answers(ready, "slack: ready") })
					f.offersGig(info != "", clock.now())
					h.hears(t, f.app, clock, f.heard("U1: ", gigOnSlack))
					await(t, "it says what it could not ask", func() bool {
						return refusal == content || strings.Contains(log.String(), "nobody could be asked for what is missing") && (info != "" || strings.Contains(log.String(), "nobody is known to be an administrator"))
					})
				})
			}
		}
	}
}

const gigOnSlack = "在庫APIの監視づくり"

func (f *foreignSlack) offersGig(setUp bool, now time.Time) {
	f.t.Helper()
	f.command("U1", "/alumni", "help")
	await(f.t, "help is on the screen", f.heard("only U1", "/alumni register"))
	f.command("U1", "/alumni", "register name:山田 花 skills:Go hours:20")
	await(f.t, "a form is there", f.shows("アルムナイ登録"))
	f.submit("U1", map[string]string{"department": "開発部", "left": "2022", "closeness": "gigs", "gigs": "yes"})
	await(f.t, "the alumna is registered", f.heard("U1", "ご登録ありがとうございます"))
	channel := "C9"
	if setUp {
		channel = "C1"
		f.command("UHR", "/alumni", "setup")
		await(f.t, "there is something to set", f.heard("only UHR", "ここに副業を掲載する"))
		f.press("UHR", f.find("only UHR", "ここに副業を掲載する"), "ここに副業を掲載する")
		await(f.t, "the channel is set", f.heard(channel+": ", "このチャンネルに掲載します"))
	}
	f.command("UHR", "/gig", "post title:"+gigOnSlack+" skills:Go pay:時給6,000円")
	await(f.t, "a form is there", f.shows("副業を募集する"))
	f.submit("UHR", map[string]string{
		"client": "つばめ製作所", "task": "在庫APIの監視を整えてください。", "audience": "alumni", "period": "1月から2か月", "place": "リモート",
		"hours": "20", "people": "1", "deadline": now.AddDate(0, 1, 0).Format(time.DateOnly), "payment": "30",
	})
	await(f.t, "it can be published", f.heard("UHR", "公開する"))
	f.press("UHR", f.find("only UHR", "公開する"), "公開する")
	await(f.t, "it is published", f.heard(channel+": ", gigOnSlack))
}

// With as little of Discord as there can be, people register and offer gigs, over
// the gateway and over HTTP, where there is no gateway at all.
func TestForeignDiscord(t *testing.T) {
	t.Parallel()
	for _, hour := range hours {
		t.Run(hour.name, hour.foreignDiscord)
	}
}

func (h hour) foreignDiscord(t *testing.T) {
	t.Parallel()
	for refusal, refuse := range map[string]http.HandlerFunc{
		"not found": http.NotFound,
		content:     func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{}`) },
		"in JSON": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"message":"404: Not Found","code":0}`)
		},
	} {
		for _, only := range []string{"/gateway/bot", "/gateway", ""} {
			t.Run(refusal+", knows "+only, func(t *testing.T) {
				t.Parallel()
				f := newForeignDiscord(t, refuse)
				f.only = only
				env := map[string]string{
					"DISCORD_TOKEN": "of-a-bot", "DISCORD_API_URL": f.URL + "/api", "LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": memory(t),
				}
				if only == "" {
					public, private, err := ed25519.GenerateKey(nil)
					if err != nil {
						t.Fatal(err)
					}
					f.sign, env["DISCORD_PUBLIC_KEY"] = private, hex.EncodeToString(public)
					env["DISCORD_API_URL"] += "/v10"
					env["DISCORD_TOKEN"] = base64.RawStdEncoding.EncodeToString([]byte("1000000001")) + ".x.y"
				}
				var log bottest.Log
				clock := clockAt(t, h.hour, h.minute)
				ready := startLogged(t, env, clock, io.MultiWriter(&log, logOf(t)))
				f.app = strings.TrimSuffix(ready, "/readyz")
				await(t, "the bot is ready", func() bool { return answers(ready, "discord: ready") })
				f.offersGig(clock.now())
				h.hears(t, f.app, clock, f.heard("9"+foreignAlumna+": ", gigOnDiscord))
				if refusal != content && !strings.Contains(log.String(), "Discord cannot be asked") {
					t.Error("it does not say what it could not ask")
				}
			})
		}
	}
}

const (
	gigOnDiscord  = "Watch over the stock API"
	foreignAlumna = "4000000001"
)

func (f *foreignDiscord) offersGig(now time.Time) {
	f.t.Helper()
	const alumna, admin, channel = foreignAlumna, "4000000002", "5000000001: "
	says := func(a foreignAnswer, what string) {
		f.t.Helper()
		if !strings.Contains(a.raw, what) {
			f.t.Fatalf("%q is missing in %s", what, a.raw)
		}
	}
	says(f.command(alumna, "alumni help"), "/alumni register")
	form := f.command(alumna, "alumni register", "name", "Hana Yamada", "skills", "Go", "hours", "20")
	says(f.fill(alumna, form, map[string]string{"department": "Overseas", "left": "2022", "closeness": "gigs", "gigs": "yes"}), "Thank you for registering")
	set, _ := f.press(admin, f.command(admin, "alumni setup"), "Post gigs here")
	says(set, "Saved")
	await(f.t, "the channel is set", f.heard(channel, "副業の募集をこのチャンネルに掲載します"))
	preview := f.fill(admin, f.command(admin, "gig post", "title", gigOnDiscord, "skills", "Go", "pay", "6,000 JPY an hour"), map[string]string{
		"client": "Tsubame Works", "task": "Set up monitoring.", "audience": "alumni", "period": "January", "place": "remote",
		"hours": "20", "people": "1", "deadline": now.AddDate(0, 1, 0).Format(time.DateOnly), "payment": "30",
	})
	done, _ := f.press(admin, preview, "Publish")
	says(done, "Published")
	await(f.t, "it is published", f.heard(channel, gigOnDiscord))
}
