package web

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// running serves a playground until the test ends, and returns its address.
func running(t *testing.T, a *Adapter, f *fakeBot) (address string, stop func()) {
	t.Helper()
	return runningAt(t, a, f, "127.0.0.1:0")
}

func runningAt(t *testing.T, a *Adapter, f *fakeBot, at string) (address string, stop func()) {
	t.Helper()
	ln, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	a.cfg.Listener = ln
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx, f) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ran; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
	t.Cleanup(stop)
	return "http://" + ln.Addr().String(), stop
}

// stream reads a person's updates after a cursor, one line each.
func stream(t *testing.T, address, person, after string) (next func() string, end func()) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/updates?person="+person+"&after="+after, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(response.Body)
	end = func() {
		response.Body.Close()
		client.CloseIdleConnections()
	}
	t.Cleanup(end)
	return func() string {
		event := ""
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				event = name
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var m message
				_ = json.Unmarshal([]byte(data), &m)
				return strings.TrimSpace(event + " " + lineOf(m))
			}
		}
		return "end"
	}, end
}

func TestUpdates(t *testing.T) {
	a, f, _ := playground(t)
	address, stop := running(t, a, f)
	sends(t, a, bot.Outgoing{Channel: "web:#gigs", Message: say("before")})
	start := a.hub.cursor()
	hana, _ := stream(t, address, "web:hana", start)
	ken, endKen := stream(t, address, "web:ken", start)

	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("for Hana")})
	ref := sends(t, a, bot.Outgoing{Channel: "web:#gigs", Message: say("for all")})
	got := []string{hana(), hana(), hana()}
	show(t, "hana", got, "message for Hana", "waiting", "message for all")
	show(t, "ken", []string{ken(), ken()}, "waiting", "message for all")

	endKen()
	if err := a.Edit(t.Context(), ref, say("changed")); err != nil {
		t.Fatal(err)
	}
	again, _ := stream(t, address, "web:ken", start)
	show(t, "ken, who catches up", []string{again(), again(), again()}, "waiting", "message for all", "message changed (edited)")
	foreign, _ := stream(t, address, "web:ken", "other.3")
	show(t, "a page of another process", []string{foreign()}, "refetch")
	ahead, _ := stream(t, address, "web:ken", a.boot+".999")
	show(t, "a page that is ahead", []string{ahead()}, "refetch")

	stop()
	show(t, "at the end", []string{hana(), hana()}, "message changed (edited)", "end")
}

func TestUpdatesBeyondMemory(t *testing.T) {
	a, f, _ := playground(t)
	address, _ := running(t, a, f)
	start := a.hub.cursor()
	for range 2*keptUpdates + 10 {
		a.hub.publish(update{event: "waiting", data: json.RawMessage("{}")})
	}
	next, _ := stream(t, address, "web:ken", start)
	show(t, "a page that was away for long", []string{next()}, "refetch")
}

// What is under way when the playground ends is finished.
func TestEndWaitsForAnswers(t *testing.T) {
	a, f, _ := playground(t)
	address, stop := running(t, a, f)
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	done := make(chan int, 1)
	go func() {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/act", strings.NewReader(strings.Replace(hello, `"hi"`, `"/slow"`, 1)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Playground", "1")
		response, err := client.Do(r)
		if err != nil {
			done <- 0
			return
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		done <- response.StatusCode
	}()
	<-f.begun
	go func() {
		<-a.hub.closed // the end has begun
		close(f.gate)
	}()
	stop()
	if code := <-done; code != http.StatusOK {
		t.Errorf("status %d", code)
	}
	show(t, "hana", sees(t, a, "web:hana", direct), "(only you) web:hana: /slow", "(only you) お待たせしました。")
}
