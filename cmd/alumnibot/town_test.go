package main

import (
	"fmt"
	"hash/crc32"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// town is the whole bot over one Redis, with people of every kind in two
// communities. Its clock stands still. An error in the bot's log fails the
// test, unless it was said that there will be some.
type town struct {
	*app.App
	t        testing.TB
	redis    *redistest.Redis
	platform *bottest.MemoryPlatform // the platform
	courier  *deliver.Courier
	clock    time.Time
	events   atomic.Int64
	newcomer atomic.Int64
	troubled atomic.Bool // errors in the log are expected

	mu     sync.Mutex
	logged strings.Builder // those errors
}

// locals are the people of a town. Members are registered.
var locals = []struct {
	bottest.Person
	member bool
}{
	{bottest.Person{ID: "hana", Name: "田中 花", Roles: bot.Insider, Community: bottest.Home}, true},
	{bottest.Person{ID: "rin", Name: "林 凛", Roles: bot.Insider, Community: bottest.Home}, true},
	{bottest.Person{ID: "emi", Name: "江川 恵美", Roles: bot.Insider | bot.Employee, Community: bottest.Home}, false},
	{bottest.Person{ID: "mori", Name: "森 恵", Roles: bot.Insider | bot.Employee | bot.HR, Community: bottest.Home}, false},
	{bottest.Person{ID: "shiba", Name: "柴 徹", Roles: bot.Insider | bot.Employee | bot.HR, Community: bottest.Home}, false},
	{bottest.Person{ID: "mana", Name: "真鍋 愛", Roles: bot.Insider | bot.Employee | bot.Manager, Community: bottest.Home}, false},
	{bottest.Person{ID: "ada", Name: "足立 明", Roles: bot.Insider | bot.Admin, Community: bottest.Home}, false},
	{bottest.Person{ID: "zoe", Name: "Zoe", Community: bottest.Home}, false},
	{bottest.Person{ID: "gina", Name: "Gina", Roles: bot.Insider, Community: bottest.Other}, true},
	{bottest.Person{ID: "glen", Name: "Glen", Roles: bot.Insider | bot.Employee | bot.HR, Community: bottest.Other}, false},
}

// anyRedis is a real server where there is one: it is quicker than Redis in
// process. One is used by several towns, one after the other.
func anyRedis(t testing.TB) *redistest.Redis {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil && os.Getenv("ALUMNIBOT_TEST_REAL") != "1" {
		return redistest.Mini(t)
	}
	return redistest.Server(t)
}

// newTown begins anew: whatever Redis holds is gone.
func newTown(t testing.TB, redis *redistest.Redis) *town {
	t.Helper()
	if err := redis.Client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, redis: redis, platform: bottest.NewMemoryPlatform(bottest.Roomy()), clock: time.Date(2026, 12, 1, 9, 0, 0, 0, zone)}
	in := func(id bot.CommunityID, name, channels string) bot.Community {
		return bot.Community{
			ID: id, Name: name, Zone: zone, Locale: bot.Japanese,
			Gigs: []bot.Channel{bot.Channel("stage:" + channels + "gigs")}, Managers: []bot.Channel{bot.Channel("stage:" + channels + "managers")},
		}
	}
	sending := config.SendingDefaults()
	sending.ConfirmAbove = 3
	w.App, err = app.New(app.Deps{
		Sending: sending,
		DB:      redis.DB, Clock: func() time.Time { return w.clock }, Log: w.log(), Profile: w.platform.Profile, Code: codeOf,
		Communities: []bot.Community{in(bottest.Home, "アクメ", ""), in(bottest.Other, "グロベックス", "globex/")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if w.courier, err = w.App.NewCourier(w.platform); err != nil {
		t.Fatal(err)
	}
	for _, p := range locals {
		w.platform.Cast(p.Person)
		if p.member {
			w.enrol(p.Person)
		}
	}
	w.settle()
	return w
}

// codeOf is a link code that is the same in every town.
func codeOf(event string) string {
	return fmt.Sprintf("%0*d", link.Length, crc32.ChecksumIEEE([]byte(event)))
}

// log fails the test with every error.
func (w *town) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(complaints{w}, &slog.HandlerOptions{Level: slog.LevelError}))
}

type complaints struct{ *town }

func (c complaints) Write(line []byte) (int, error) {
	if !c.troubled.Load() {
		c.t.Errorf("in the log: %s", line)
		return len(line), nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.logged.Write(line)
}

// wasLogged reports whether an error with the text is in the log.
func (w *town) wasLogged(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(w.logged.String(), text)
}

// enrol registers somebody who agreed to everything.
func (w *town) enrol(p bottest.Person) {
	w.t.Helper()
	tx := w.DB.Begin(storage.CommunityScope(string(p.Community)), "", w.clock)
	w.Members.Register(tx, "town:"+p.ID, member.Member{
		Name: p.Name, Accounts: []bot.User{w.platform.Account(p.ID)}, Department: "開発部", Left: 2022,
		Skills: []string{"go", "redis"}, Hours: 20, Closeness: member.OpenGigs,
		Employers: []member.Employer{{Name: "ひばりソフト", From: 2022}},
		Zone:      "Asia/Tokyo", // as their platform says, so that nothing is learned from their next use
	}, member.Purposes(), bot.Japanese, w.clock)
	if err := tx.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// moveIn lets in somebody who was not there before; a member is registered.
func (w *town) moveIn(member bool) string {
	w.t.Helper()
	p := bottest.Person{ID: fmt.Sprint("new", w.newcomer.Add(1)), Name: "新井 望", Roles: bot.Insider, Community: bottest.Home}
	w.platform.Cast(p)
	if member {
		w.enrol(p)
	}
	return p.ID
}

// settle brings the indexes up to date and has everything sent.
func (w *town) settle() {
	w.t.Helper()
	for _, in := range w.Communities {
		if err := w.Members.Index().Sync(w.t.Context(), in.ID); err != nil {
			w.t.Fatal(err)
		}
	}
	if _, err := w.courier.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// held is everything lasting that Redis holds, by key.
func (w *town) held() map[string]string {
	w.t.Helper()
	all := w.redis.Dump(w.t)
	maps.DeleteFunc(all, func(key, _ string) bool { return !lasting(key) })
	return all
}

// lasting reports whether a key is of something else than open forms and codes,
// where direct messages belong, the marks of writes, and their number.
func lasting(key string) bool {
	return !strings.Contains(key, "}:place:") && !strings.Contains(key, "}:linkcode:") && !strings.Contains(key, "}:draft:") && !strings.Contains(key, "}:tx:") && !strings.HasSuffix(key, "}:rev")
}
