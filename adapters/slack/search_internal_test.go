package slack

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot/secret"
)

// A page with nothing on it is not the end where Slack names another.
func TestSearchGoesOnBehindAnEmptyPage(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := `{"ok":true,"messages":[],"response_metadata":{"next_cursor":"more"}}`
		if r.FormValue("cursor") == "more" {
			page = `{"ok":true,"messages":[{"text":"here","ts":"1690000000.000100"}]}`
		}
		_, _ = io.WriteString(w, page)
	}))
	defer server.Close()
	to := address{w: newWorkspace(Workspace{BotToken: secret.New("xoxb-1")}, Config{APIURL: server.URL}, newCaller(server.Client())), who: identity{team: "T1"}, id: "C1"}
	ref, _, err := to.search(t.Context(), time.Now(), func(m slack.Message) bool { return m.Text == "here" })
	if err != nil || ref != "slack:T1/C1/1690000000.000100" {
		t.Errorf("%q, %v", ref, err)
	}
}
