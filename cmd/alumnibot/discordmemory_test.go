package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

func TestDiscordMemory(t *testing.T) {
	r := redistest.Mini(t)
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	here, there := newDiscordMemory(r.DB, clock), newDiscordMemory(r.DB, clock)
	holds := func(key, want string) {
		t.Helper()
		if got, err := there.Load(t.Context(), key); err != nil || got != want {
			t.Errorf("%s is %q, want %q: %v", key, got, want, err)
		}
	}
	holds("locale/7", "")
	for _, value := range []string{"ja", "ja", "en"} {
		if err := here.Store(t.Context(), "locale/7", value); err != nil {
			t.Fatal(err)
		}
		holds("locale/7", value)
	}
	for key := range strings.FieldsSeq(strings.Join(r.Client.Keys(t.Context(), "*").Val(), " ")) {
		if !strings.HasPrefix(key, "{a:discord:all}:") {
			t.Errorf("the key %s is not one of Discord's accounts", key)
		}
	}
	var both sync.WaitGroup
	for i, m := range []*discordMemory{here, there, here, there} {
		both.Go(func() {
			if err := m.Store(t.Context(), "direct/1/7", fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if got, err := here.Load(t.Context(), "direct/1/7"); err != nil || len(got) != 1 {
		t.Errorf("of four values there is %q: %v", got, err)
	}
	now = now.Add(memoryTTL)
	holds("locale/7", "")
	r.Line.Down(true)
	if _, err := here.Load(t.Context(), "locale/7"); err == nil {
		t.Error("without Redis nothing is wrong")
	}
	if err := here.Store(t.Context(), "locale/7", "ja"); err == nil {
		t.Error("without Redis something is stored")
	}
}

// A bot that is started again knows whom it talked with, and in which language,
// and that its commands are registered.
func TestServeAgainOnDiscord(t *testing.T) {
	d := discordtest.Start()
	defer d.Close()
	server, user := d.AddServer(), d.AddUser("田中 花", "ja")
	channel := d.AddChannel(server, "general", discordtest.TextChannel)
	d.SetMember(server, user, &discordtest.Member{})
	redis := memory(t)
	for start := range 2 {
		t.Run(fmt.Sprint("start ", start+1), func(t *testing.T) {
			ready := startServe(t, map[string]string{
				"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": d.URL(), "LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": redis,
			})
			await(t, "the bot is ready", func() bool { return answers(ready, "discord: ready") })
			if start == 0 {
				talk := d.Do(discordtest.Deed{Type: discordtest.UseCommand, User: user, Server: server, Channel: channel, Name: "alumni help"})
				if err := d.Settled(talk, 10*time.Second); err != nil {
					t.Fatal(err)
				}
			}
			id, _ := d.Write(user, "help")
			err := d.Wait(10*time.Second, "an answer in the language of the person's client", func() bool {
				for _, m := range d.MessagesHeld() {
					if m.ReplyTo == id && strings.Contains(textOf(t, m.Components), "募集") {
						return true
					}
				}
				return false
			})
			if err != nil {
				t.Error(err)
			}
			if _, puts := d.Registered(); puts != 1 {
				t.Errorf("the commands were registered %d times", puts)
			}
		})
	}
}
