package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// rest calls Discord's REST API for one kind of call. Each kind has its own
// discordgo session, so that an answer never waits behind a post to many: a
// session lets only one request at a time into a bucket, and it never forgets a
// bucket, so it is replaced from time to time.
//
// discordgo's own limiter sleeps without a context and tries again by itself.
// It is kept blind to the headers of limits; pauses are kept here, and a call
// that would have to wait fails with the time instead.
type rest struct {
	token   secret.Value
	client  *http.Client
	patient time.Duration // how long a call may wait for its bucket
	refused *refusals
	most    int // of these

	mu      sync.Mutex
	session *discordgo.Session
	uses    int
	pauses  map[string]time.Time // by bucket; "" for all
}

// sessionUses is after how many calls a session is replaced.
const sessionUses = 1000

func newRest(token secret.Value, base *url.URL, transport http.RoundTripper, r *refusals, timeout, patient time.Duration) *rest {
	return &rest{
		token: token, patient: patient, pauses: map[string]time.Time{}, refused: r, most: fewRefusals,
		client: &http.Client{Timeout: timeout, Transport: &redirect{base: base, next: transport, refused: r}},
	}
}

// redirect sends what is meant for Discord to where the API is, and notes what
// came back.
type redirect struct {
	base    *url.URL
	next    http.RoundTripper
	refused *refusals
}

// sighting is what the transport saw of one call.
type sighting struct {
	status     int
	sent       bool
	retryAfter time.Duration
	global     bool
	bucketWait time.Duration // the bucket is empty for so long
}

type sightingKey struct{}

func (r *redirect) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.URL.Scheme, req.URL.Host, req.Host = r.base.Scheme, r.base.Host, r.base.Host
	req.URL.Path = r.path(req.URL.Path)
	seen, _ := req.Context().Value(sightingKey{}).(*sighting)
	resp, err := r.next.RoundTrip(req)
	if err == nil {
		r.refused.note(resp.StatusCode, resp.Header.Get("X-RateLimit-Scope"), time.Now())
	}
	if seen == nil {
		return resp, err
	}
	seen.sent = err == nil || !neverLeft(err)
	if err != nil {
		return resp, err
	}
	h := resp.Header
	seen.status = resp.StatusCode
	seen.retryAfter = seconds(h.Get("Retry-After"))
	seen.global = h.Get("X-RateLimit-Global") != "" || h.Get("X-RateLimit-Scope") == "global"
	if h.Get("X-RateLimit-Remaining") == "0" {
		seen.bucketWait = seconds(h.Get("X-RateLimit-Reset-After"))
	}
	for name := range h {
		if strings.HasPrefix(strings.ToLower(name), "x-ratelimit-") {
			h.Del(name)
		}
	}
	return resp, nil
}

// path is where something of Discord's is under the base. One that names a
// version of the API keeps it.
func (r *redirect) path(of string) string {
	base := strings.TrimSuffix(r.base.Path, "/")
	rest := strings.TrimPrefix(of, "/api")
	if versioned.MatchString(base) {
		rest = strings.TrimPrefix(rest, "/v"+discordgo.APIVersion)
	}
	return base + rest
}

var versioned = regexp.MustCompile(`/v[0-9]+$`)

// use is the session to call with, and how many times it has been used.
func (r *rest) use() (s *discordgo.Session, n int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.session == nil || r.uses >= sessionUses {
		s, err := newSession(r.token, r.client)
		if err != nil {
			return nil, 0, err
		}
		r.session, r.uses = s, 0
		r.prune()
	}
	r.uses++
	return r.session, r.uses, nil
}

func newSession(token secret.Value, client *http.Client) (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + token.Reveal())
	if err != nil {
		return nil, fmt.Errorf("make a session: %w", err)
	}
	s.Client = client
	s.StateEnabled = false
	s.LogLevel = -1 // what it says may hold what people wrote
	s.ShouldRetryOnRateLimit = false
	s.ShouldReconnectOnError = false
	s.MaxRestRetries = 0
	s.Compress, s.Identify.Compress = false, false
	return s, nil
}

func (r *rest) prune() {
	for bucket, until := range r.pauses {
		if time.Now().After(until) {
			delete(r.pauses, bucket)
		}
	}
}

// paused is how long a request has to wait, and for which bucket.
func (r *rest) paused(bucket string) (time.Duration, string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	own, all := time.Until(r.pauses[bucket]), time.Until(r.pauses[""])
	if all > own {
		return all, everything
	}
	return own, bucket
}

func (r *rest) pause(bucket string, d time.Duration) {
	if d <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if until := time.Now().Add(d); until.After(r.pauses[bucket]) {
		r.pauses[bucket] = until
	}
}

// request is one call. bucket names what Discord counts together; path begins
// with a slash.
type request struct {
	method, path, bucket string
	contentType          string
	body                 []byte
}

// get is a request without a body.
func get(path, bucket string) request {
	return request{method: http.MethodGet, path: path, bucket: bucket}
}

// sends is a request with v as its body.
func sends[T any](method, path, bucket string, v T) (request, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return request{}, fmt.Errorf("encode a request: %w", err)
	}
	return request{method, path, bucket, "application/json", raw}, nil
}

// uploads is a request with v as its body, and with files.
func uploads[T any](method, path, bucket string, v T, files []bot.File) (request, error) {
	if len(files) == 0 {
		return sends(method, path, bucket, v)
	}
	var parts []*discordgo.File
	for _, f := range files {
		parts = append(parts, &discordgo.File{Name: f.Name, ContentType: f.Type, Reader: bytes.NewReader(f.Content)})
	}
	contentType, raw, err := discordgo.MultipartBodyWithJSON(v, parts)
	if err != nil {
		return request{}, fmt.Errorf("encode a request: %w", err)
	}
	return request{method, path, bucket, contentType, raw}, nil
}

// do makes the call and returns the answer's body. Its errors are *failure.
func (r *rest) do(ctx context.Context, req request) ([]byte, error) {
	if wait := r.refused.wait(r.most, time.Now()); wait > 0 {
		return nil, &failure{status: http.StatusTooManyRequests, wait: wait, full: everything, err: errTooManyRefusals}
	}
	if wait, full := r.paused(req.bucket); wait > r.patient {
		return nil, &failure{status: http.StatusTooManyRequests, wait: wait, full: full, err: errPaused}
	} else if wait > 0 {
		if !retry.Sleep(ctx, wait) {
			return nil, &failure{err: ctx.Err()}
		}
	}
	s, n, err := r.use()
	if err != nil {
		return nil, err
	}
	seen := &sighting{}
	ctx = context.WithValue(ctx, sightingKey{}, seen)
	address := strings.TrimSuffix(discordgo.EndpointAPI, "/") + req.path
	// A bucket of discordgo's for each call: in its buckets one call waits for
	// another's answer, for as long as that takes.
	answer, err := s.RequestRaw(req.method, address, req.contentType, req.body, strconv.Itoa(n), 0,
		discordgo.WithContext(ctx), discordgo.WithRestRetries(0), discordgo.WithRetryOnRatelimit(false))
	r.pause(req.bucket, seen.bucketWait)
	if err == nil {
		return answer, nil
	}
	f := failureOf(err, seen)
	switch {
	case seen.global || f.status == http.StatusTooManyRequests && f.code == 0 && f.wait == pauseCloudflare:
		r.pause("", f.wait)
		f.full = everything
	case f.status == http.StatusTooManyRequests:
		r.pause(req.bucket, f.wait)
		f.full = req.bucket
	}
	return nil, f
}

var errPaused = errors.New("paused until a limit is over")
