package storage

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Options say where Redis is.
type Options struct {
	// URL is redis://, rediss:// (TLS) or unix: with a socket's path. With
	// master_name among its parameters it names Sentinels, with addr (once for
	// each further node) a Cluster. Further parameters are those of go-redis,
	// and win over the defaults here.
	URL string
	// CAFile is a PEM file with the authorities that may have signed the
	// server's certificate, instead of those this machine knows. Only for
	// rediss://.
	CAFile string
}

// How long a Redis that hangs is waited for, each time. One repetition, since
// every write can be repeated; more would only make a person wait.
const (
	dialTimeout = 2 * time.Second
	ioTimeout   = 2 * time.Second
	poolTimeout = 3 * time.Second
	repetitions = 1
)

// Open connects and asks once whether Redis answers and accepts the
// credentials. The error says what would help, and never holds the password.
// The caller closes the DB.
func Open(ctx context.Context, o Options) (*DB, error) {
	t, err := locate(o)
	if err != nil {
		return nil, err
	}
	client := t.connect()
	if err := client.Ping(ctx).Err(); err != nil {
		err = t.explain(err)
		return nil, errors.Join(err, client.Close())
	}
	return New(client), nil
}

// Close ends the connections. Nothing else may be called after it.
func (db *DB) Close() error { return db.client.Close() }

// target is where Redis is: one of the three is set.
type target struct {
	single   *redis.Options
	sentinel *redis.FailoverOptions
	cluster  *redis.ClusterOptions

	addr   string // for errors
	secret string
}

func (t target) connect() redis.UniversalClient {
	switch {
	case t.cluster != nil:
		return redis.NewClusterClient(t.cluster)
	case t.sentinel != nil:
		return redis.NewFailoverClient(t.sentinel)
	default:
		return redis.NewClient(t.single)
	}
}

// locate reads the options. What go-redis says about a URL may quote a part of
// it, so that nothing of that is passed on while it could be the password.
func locate(o Options) (target, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.User == nil && strings.Contains(o.URL, "@") {
		return target{}, errors.New("the address of Redis cannot be read: it looks like redis://user:password@host:6379/0, and in the password the characters / ? # @ % are written as %2F %3F %23 %40 %25")
	}
	switch {
	case u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix":
		return target{}, errors.New("the address of Redis begins with redis://, rediss:// (TLS) or unix:// (a socket)")
	case u.Scheme == "unix" && u.Path == "":
		return target{}, errors.New("unix:// is followed by the path of a socket, such as unix:///run/redis/redis.sock")
	case o.CAFile != "" && u.Scheme != "rediss":
		return target{}, errors.New("a certificate authority is of use with rediss:// only: the address does not ask for TLS")
	}
	roots, err := readRoots(o.CAFile)
	if err != nil {
		return target{}, err
	}

	t := target{addr: u.Host}
	if u.Scheme == "unix" {
		t.addr = u.Path
	}
	t.secret, _ = u.User.Password()
	if err := t.parse(u, roots); err != nil {
		return target{}, t.scrub(fmt.Errorf("the address of Redis at %s cannot be used: %w", t.addr, err))
	}
	return t, nil
}

func (t *target) parse(u *url.URL, roots *x509.CertPool) (err error) {
	q := u.Query()
	// A Sentinel URL may hold a second password, that of the servers.
	if p := q.Get("password"); p != "" && t.secret == "" {
		t.secret = p
	}
	isSentinel, isCluster := q.Has("master_name"), q.Has("addr")
	u = withDefaults(u, q, isCluster && !isSentinel)
	quiet := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	switch {
	case isSentinel:
		if t.sentinel, err = redis.ParseFailoverURL(u.String()); err != nil {
			return err
		}
		t.sentinel.ContextTimeoutEnabled, t.sentinel.DialerRetries = true, 1
		trust(t.sentinel.TLSConfig, roots)
	case isCluster:
		if t.cluster, err = redis.ParseClusterURL(u.String()); err != nil {
			return err
		}
		t.cluster.ContextTimeoutEnabled, t.cluster.MaintNotificationsConfig = true, quiet
		if !q.Has("dialer_retries") {
			t.cluster.DialerRetries = 1
		}
		trust(t.cluster.TLSConfig, roots)
	default:
		if t.single, err = redis.ParseURL(u.String()); err != nil {
			return err
		}
		t.single.ContextTimeoutEnabled, t.single.MaintNotificationsConfig = true, quiet
		t.single.DialerRetries = 1
		trust(t.single.TLSConfig, roots)
	}
	return nil
}

// withDefaults adds what the URL leaves open. A Cluster client repeats a
// command on another node by itself.
func withDefaults(u *url.URL, q url.Values, isCluster bool) *url.URL {
	defaults := map[string]string{
		"dial_timeout":  dialTimeout.String(),
		"read_timeout":  ioTimeout.String(),
		"write_timeout": ioTimeout.String(),
		"pool_timeout":  poolTimeout.String(),
	}
	if !isCluster {
		defaults["max_retries"] = fmt.Sprint(repetitions)
	}
	for name, value := range defaults {
		if !q.Has(name) {
			q.Set(name, value)
		}
	}
	with := *u
	with.RawQuery = q.Encode()
	return &with
}

func readRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate authority for Redis: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("reading the certificate authority for Redis: %s holds no certificate in PEM form", file)
	}
	return roots, nil
}

func trust(c *tls.Config, roots *x509.CertPool) {
	if c == nil {
		return
	}
	c.MinVersion = tls.VersionTLS12
	if roots != nil {
		c.RootCAs = roots
	}
}

// explain says what would help against an error of the first ping.
func (t target) explain(err error) error {
	return t.scrub(fmt.Errorf("redis at %s does not answer: %w; %s", t.addr, err, remedy(err)))
}

func remedy(err error) string {
	text := err.Error()
	for _, known := range []struct{ sign, remedy string }{
		{"NOAUTH", "it wants a password: redis://:password@host:6379"},
		{"WRONGPASS", "check user and password in its address"},
		{"invalid password", "check the password in its address"},
		{"NOPERM", "let this user do everything on all keys"},
		{"LOADING", "it is still reading its data: try again in a moment"},
		{"unknown authority", "give the file of the authority that signed its certificate"},
		{"certificate", "use the host name that its certificate is for"},
		{"first record does not look like a TLS", "it does not speak TLS there: use redis:// instead of rediss://"},
		{"EOF", "something else may listen there, or it wants TLS: rediss://"},
		{"no such host", "check the host name in its address"},
		{"no such file", "check the path of the socket, and whether Redis runs"},
		{"permission denied", "let this user write to the socket"},
		{"all sentinels", "check the addresses of the Sentinels and master_name"},
		{"CLUSTERDOWN", "repair the Cluster: redis-cli --cluster check"},
		{"cluster support disabled", "it is no Cluster: leave out addr"},
		{"connection refused", "check that it runs and that host and port are right"},
	} {
		if strings.Contains(text, known.sign) {
			return known.remedy
		}
	}
	return "check that it runs, and that no firewall is in between"
}

// scrub makes sure that no password leaves in an error.
func (t target) scrub(err error) error {
	if t.secret == "" || !strings.Contains(err.Error(), t.secret) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), t.secret, "[secret]"))
}
