package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
)

// forwarder is a proxy that alone knows where some hosts are.
type forwarder struct {
	hosts map[string]string // addresses by name

	mu   sync.Mutex
	seen []string // what it was asked for
}

func (p *forwarder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address, known := p.hosts[r.URL.Hostname()]
	p.mu.Lock()
	p.seen = append(p.seen, r.Method+" "+r.URL.Hostname()+r.URL.Path)
	p.mu.Unlock()
	switch {
	case !known:
		http.Error(w, "no such host", http.StatusBadGateway)
	case r.Method == http.MethodConnect:
		tunnel(w, address)
	default:
		(&httputil.ReverseProxy{Rewrite: func(to *httputil.ProxyRequest) { to.SetURL(&url.URL{Scheme: "http", Host: address}) }}).ServeHTTP(w, r)
	}
}

func (p *forwarder) was(asked string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.seen, asked)
}

// tunnel passes on what both sides say until one of them ends it.
func tunnel(w http.ResponseWriter, address string) {
	far, err := net.Dial("tcp", address)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer far.Close()
	w.WriteHeader(http.StatusOK)
	near, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer near.Close()
	go func() {
		_, _ = io.Copy(far, buffered)
		far.Close()
	}()
	_, _ = io.Copy(near, far)
}

// Where the way to the platforms leads through a proxy, everything goes that
// way: calls and connections, of both.
func TestProxyOfTheEnvironment(t *testing.T) {
	slack, discord := newForeignSlack(t, ""), newForeignDiscord(t, http.NotFound)
	slack.refuse, discord.only = http.NotFound, "/gateway/bot"
	proxy := &forwarder{hosts: map[string]string{
		"slack.invalid": slack.Listener.Addr().String(), "discord.invalid": discord.Listener.Addr().String(),
	}}
	slack.URL, discord.URL = "http://slack.invalid", "http://discord.invalid"
	server := httptest.NewServer(proxy)
	defer server.Close()
	p := begin(t, append(without("REDIS_URL", "ALUMNIBOT_CONFIG", "NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy"), "HTTP_PROXY="+server.URL,
		"SLACK_BOT_TOKEN=xoxb-1", "SLACK_APP_TOKEN=xapp-1", "SLACK_API_URL="+slack.URL+"/api/",
		"DISCORD_TOKEN=of-a-bot", "DISCORD_API_URL="+discord.URL+"/api", "LISTEN_ADDR=127.0.0.1:0", "REDIS_URL="+memory(t)), "serve")
	defer p.kill() // before the proxy is closed, which waits for what it passes on
	await(t, "the bot is ready", func() bool { return answers(p.address, "slack: ready", "discord: ready") })
	slack.command("U1", "/alumni", "help")
	if !slack.heard("only U1", "/alumni register")() {
		t.Error("nobody is answered on Slack")
	}
	if a := discord.command("4000000001", "alumni help"); a.Type != 4 {
		t.Errorf("on Discord: %s", a.raw)
	}
	for _, way := range []string{
		"POST slack.invalid/api/auth.test", "CONNECT slack.invalid",
		"PUT discord.invalid/api/v9/applications/1000000001/commands", "CONNECT discord.invalid",
	} {
		if !proxy.was(way) {
			t.Errorf("not through the proxy: %s", way)
		}
	}
}
