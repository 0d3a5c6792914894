package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// askTime is how long a bot on this machine may take to say how it is.
const askTime = 5 * time.Second

// checkServe looks whether a bot serves at the address, and how it is; or whether
// one could.
func checkServe(ctx context.Context, addr string) []bot.Finding {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || port == "0" {
		return nil
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	const about = "serve"
	code, said, err := askReady(ctx, net.JoinHostPort(host, port))
	switch {
	case err != nil:
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			return []bot.Finding{{About: about, Grade: bot.Failing, Says: sayTaken.With(addr), Do: doTaken.With()}}
		}
		_ = listener.Close()
		return []bot.Finding{{About: about, Grade: bot.Fine, Says: sayNotServing.With(addr)}}
	case !strings.HasPrefix(said, "redis: "):
		return []bot.Finding{{About: about, Grade: bot.Failing, Says: sayTaken.With(addr), Do: doTaken.With()}}
	case code != http.StatusOK:
		return []bot.Finding{{About: about, Grade: bot.Doubtful, Says: sayNotReady.With(addr, notReady(said)), Do: doNotReady.With()}}
	}
	return []bot.Finding{{About: about, Grade: bot.Fine, Says: sayServing.With(addr)}}
}

// askReady asks whoever listens at the address whether it is ready.
func askReady(ctx context.Context, addr string) (code int, said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", http.NoBody)
	if err != nil {
		return 0, "", fmt.Errorf("ask %s: %w", addr, err)
	}
	direct := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // through no proxy
	response, err := direct.Do(request)
	if err != nil {
		return 0, "", fmt.Errorf("ask %s: %w", addr, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	return response.StatusCode, string(text), err
}

// notReady are the lines of readyz which do not say that something is ready.
func notReady(said string) string {
	var all []string
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); !strings.HasSuffix(line, ": ready") {
			all = append(all, line)
		}
	}
	return strings.Join(all, "; ")
}
