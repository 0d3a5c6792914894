package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
)

// schema is the part of Slack's own that the bot's manifest uses;
// testdata/README.md names its source.
const schema = "testdata/slack-manifest.schema.json"

// ahead is an expression engine that can look ahead, as the schema does.
type ahead regexp2.Regexp

func (a *ahead) MatchString(s string) bool {
	ok, err := (*regexp2.Regexp)(a).MatchString(s)
	return err == nil && ok
}

func (a *ahead) String() string { return (*regexp2.Regexp)(a).String() }

func lookAhead(s string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(s, regexp2.ECMAScript)
	return (*ahead)(re), err
}

func slackSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(schema)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(lookAhead)
	if err := c.AddResource("manifest.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	broken := map[string]any{"display_information": map[string]any{"name": strings.Repeat("x", 36)}}
	if compiled.Validate(broken) == nil {
		t.Fatal("the schema takes a name that is too long, so it checks nothing")
	}
	return compiled
}

// What the command prints for the whole bot is what Slack accepts.
func TestManifestIsWhatSlackAccepts(t *testing.T) {
	compiled := slackSchema(t)
	for _, args := range []string{"", "--http https://bot.example.com", "--name Acme --locale en"} {
		printed := runWith(t, nil, append([]string{"manifest", "slack"}, strings.Fields(args)...)...)
		m, err := jsonschema.UnmarshalJSON(strings.NewReader(printed.stdout))
		if err != nil {
			t.Fatalf("manifest slack %s: %v: %+v", args, err, printed)
		}
		if err := compiled.Validate(m); err != nil {
			t.Errorf("manifest slack %s: %v\n%s", args, err, printed.stdout)
		}
	}
}

// The link and the commands can be had without an account, with an id, or by
// asking Discord with the token; and the commands are those that Discord takes
// when the bot registers them.
func TestManifestOfDiscord(t *testing.T) {
	d := discordtest.Start()
	defer d.Close()
	token := map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": d.URL()}
	for _, c := range []struct {
		env  map[string]string
		args string
		id   string
	}{
		{nil, "", "APPLICATION_ID"}, {nil, "--app 42", "42"}, {token, "", d.App()}, {token, "--app 42", "42"},
	} {
		got := runWith(t, c.env, append([]string{"manifest", "discord"}, strings.Fields(c.args)...)...)
		link, commands, _ := strings.Cut(got.stdout, "\n")
		want := "https://discord.com/oauth2/authorize?client_id=" + c.id + "&permissions=309237763072&scope=bot+applications.commands"
		if got.code != exitOK || link != want {
			t.Errorf("%q: %d, %s", c.args, got.code, link)
		}
		if said := strings.Contains(got.stderr, "--app ID"); said != (c.id == "APPLICATION_ID") {
			t.Errorf("%q: stderr says %q", c.args, got.stderr)
		}
		var all []struct{ Name string }
		if err := json.Unmarshal([]byte(commands), &all); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(all, func(c struct{ Name string }) bool { return c.Name == "gig" }) {
			t.Errorf("%q: no /gig among %+v", c.args, all)
		}
	}
	if got := runWith(t, nil, "manifest", "discord", "--app", "x"); got.code != exitUsage || !strings.Contains(got.stderr, "--app") {
		t.Errorf("an id that is none: %+v", got)
	}
	if got := runWith(t, map[string]string{"DISCORD_TOKEN": "wrong", "DISCORD_API_URL": d.URL()}, "manifest", "discord"); got.code != exitFailed {
		t.Errorf("a token that is refused: %+v", got)
	}
}

// runWith runs the program within the test, with these variables and no others.
func runWith(t *testing.T, env map[string]string, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(args, &environment{ctx: t.Context(), getenv: func(name string) string { return env[name] }, now: time.Now, stdout: &stdout, stderr: &stderr})
	return ran{code, stdout.String(), stderr.String()}
}
