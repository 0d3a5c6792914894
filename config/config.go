// Package config reads what an operator sets: defaults, then a file, then the
// environment.
//
// It promises that every mistake is reported at once, in a sentence that says
// what would be right, and that a secret never appears in a message or a log.
// It does not contact anything.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/pelletier/go-toml/v2"

	"github.com/alumnibot/alumnibot/bot/secret"
)

// Config is everything that can be set. The names in the file are those of the
// environment in lower case.
type Config struct {
	// ListenAddr is where the HTTP server listens: host:port.
	ListenAddr string `env:"LISTEN_ADDR" toml:"listen_addr"`
	// RedisURL is redis://, rediss:// or unix://; with ?addr= for a Cluster and
	// ?master_name= for Sentinel. Empty: a redis-server on this machine.
	RedisURL secret.Value `env:"REDIS_URL" toml:"redis_url"`
	// RedisCA is a PEM file of the authority that signed Redis's certificate,
	// where it is not a public one.
	RedisCA string `env:"REDIS_CA" toml:"redis_ca"`
	// DataDir is where a redis-server on this machine keeps its data.
	DataDir string `env:"DATA_DIR" toml:"data_dir"`
	// SlackAPIURL and DiscordAPIURL are the bases of the platforms' APIs; empty:
	// the platforms' own. Slack's ends with a slash.
	SlackAPIURL   string `env:"SLACK_API_URL" toml:"slack_api_url"`
	DiscordAPIURL string `env:"DISCORD_API_URL" toml:"discord_api_url"`
	Single
	Sending
	// The file only. After Load they hold what the variables stand for, too.
	Retention   Retention   `toml:"retention"`
	Communities []Community `toml:"community"`
	Slack       []Slack     `toml:"slack"`
	Discord     []Discord   `toml:"discord"`
}

// Load reads the file that ALUMNIBOT_CONFIG names, if any, and then the
// environment. Its error lists every mistake.
func Load(getenv func(string) string) (Config, error) {
	c := Config{ListenAddr: "127.0.0.1:8080", DataDir: "data", Sending: SendingDefaults()}
	var mistakes []error
	if path := getenv("ALUMNIBOT_CONFIG"); path != "" {
		mistakes = append(mistakes, c.readFile(path))
	}
	if err := env.ParseWithOptions(&c, env.Options{Environment: environment(getenv)}); err != nil {
		mistakes = append(mistakes, err)
	}
	c.complete()
	mistakes = append(mistakes, c.check()...)
	mistakes = append(mistakes, c.Sending.check()...)
	mistakes = append(mistakes, c.Retention.check()...)
	return c, errors.Join(append(mistakes, c.checkPlatforms()...)...)
}

func (c *Config) readFile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("ALUMNIBOT_CONFIG: cannot read the file: %w", err)
	}
	d := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	err = d.Decode(c)
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var names []string
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			names = append(names, fmt.Sprintf("%s (line %d)", strings.Join(e.Key(), "."), line))
		}
		return fmt.Errorf("%s: there is no setting %s", path, strings.Join(names, ", "))
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := wrong.Position()
		return fmt.Errorf("%s: line %d, column %d: %w", path, line, column, wrong)
	}
	return err
}

// names are the variables that are read.
var names = []string{
	"LISTEN_ADDR", "REDIS_URL", "REDIS_CA", "DATA_DIR", "SLACK_API_URL", "DISCORD_API_URL",
	"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DISCORD_TOKEN", "DISCORD_PUBLIC_KEY",
}

func environment(getenv func(string) string) map[string]string {
	values := map[string]string{}
	for _, name := range names {
		if v := getenv(name); v != "" {
			values[name] = v
		}
	}
	return values
}

func (c Config) check() []error {
	var mistakes []error
	if _, _, err := net.SplitHostPort(c.ListenAddr); err != nil {
		mistakes = append(mistakes, fmt.Errorf("LISTEN_ADDR: %q is not host:port, such as 127.0.0.1:8080", c.ListenAddr))
	}
	if url := c.RedisURL.Reveal(); url != "" && !hasScheme(url, "redis", "rediss", "unix") {
		mistakes = append(mistakes, errors.New("REDIS_URL: must begin with redis://, rediss:// or unix://"))
	}
	if c.SlackAPIURL != "" && !strings.HasSuffix(c.SlackAPIURL, "/") {
		mistakes = append(mistakes, fmt.Errorf("SLACK_API_URL: %q must end with /", c.SlackAPIURL))
	}
	if c.RedisCA != "" {
		if _, err := os.Stat(c.RedisCA); err != nil {
			mistakes = append(mistakes, fmt.Errorf("REDIS_CA: %w", err))
		}
	}
	return mistakes
}

func hasScheme(url string, schemes ...string) bool {
	for _, s := range schemes {
		if strings.HasPrefix(url, s+"://") {
			return true
		}
	}
	return false
}
