package discord_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/bot"
)

// Whatever is in an interaction, reading it ends, and names somebody of Discord.
func FuzzInteraction(f *testing.F) {
	for _, seed := range []string{
		`{"id":"1","token":"t","type":1}`,
		`{"id":"1","token":"t","type":2,"guild_id":"3","channel_id":"4","member":{"user":{"id":"5"},"roles":["6"],"permissions":"8"},"data":{"name":"gig","options":[{"type":1,"name":"post","options":[{"type":3,"name":"title","value":"x"}]}]}}`,
		`{"id":"1","token":"t","type":2,"user":{"id":"5"},"data":{"name":"Make a gig of it","type":3,"target_id":"9","resolved":{"messages":{"9":{"id":"9","content":"x","author":{"id":"5"}}}}}}`,
		`{"id":"1","token":"t","type":3,"user":{"id":"5"},"message":{"id":"7","interaction_metadata":{"interacted_message_id":"8"}},"data":{"custom_id":"acme|gig.apply|x¶p"}}`,
		`{"id":"1","token":"t","type":5,"user":{"id":"5"},"data":{"custom_id":"acme.d.0.1","components":[{"type":18,"component":{"type":5,"custom_id":"who","values":["5"]}}]}}`,
		`{"id":"1","token":"t/../x","type":2,"user":{"id":"../5"}}`,
	} {
		f.Add([]byte(seed))
	}
	routes := []bot.Route{{Name: "gig.post", Command: "gig post", Summary: both("x"), OnMessage: both("Make a gig of it")}}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := discord.Understood(raw, routes)
		if err != nil || e == nil {
			return
		}
		if id, ours := strings.CutPrefix(string(e.About().User), "discord:"); !ours || strings.Trim(id, "0123456789") != "" || id == "" {
			t.Errorf("somebody called %q", e.About().User)
		}
		if p, pressed := e.(bot.Pressed); pressed && p.Action.Check() != nil {
			t.Errorf("an action that is none: %+v", p.Action)
		}
	})
}

func FuzzDirectMessage(f *testing.F) {
	f.Add([]byte(`{"id":"1","channel_id":"2","author":{"id":"3"},"content":"gig list","type":0}`))
	f.Add([]byte(`{"id":"1","channel_id":"2","guild_id":"9","author":{"id":"3","bot":true},"content":"x","type":19}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if text, ok := discord.UnderstoodMessage(raw); ok && strings.TrimSpace(text) == "" {
			t.Error("a message that says nothing")
		}
	})
}

// What people type is shown as they typed it.
func FuzzShownAsTyped(f *testing.F) {
	for _, seed := range []string{
		"**x** __y__ ~~z~~ ||s|| `c`", "# a\n-# b\n> c\n>>> d\n1. e\n12) f\n- g", "<@5> <@&6> <#7> @everyone @here <t:1:R> <:a:8>", ":tada: a:b:c ::: :a_b:",
		"[x](https://example.com) <https://example.com> https://example.com discord.gg/x", `\*a\* \\`, "a\\", "  - x\n\t+ y", "http://a_b_c.example/*x*",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r") || strings.Trim(text, "\n") == "" {
			t.Skip("Discord delivers no such text, or shows nothing of it")
		}
		checkShown(t, text)
	})
}
