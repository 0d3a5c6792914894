package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// request is a well-behaved POST, to be spoilt.
func request(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Playground", "1")
	r.Header.Set("Origin", "http://127.0.0.1:8080")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

const hello = `{"person":"web:hana","look":"slack","conversation":"direct","act":"say","text":"hi"}`

func TestForeignPagesAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*http.Request)
		want  int
	}{
		{"our page", func(*http.Request) {}, http.StatusOK},
		{"a program", func(r *http.Request) { r.Header.Del("Origin"); r.Header.Del("Sec-Fetch-Site") }, http.StatusOK},
		{"localhost", func(r *http.Request) { r.Host = "localhost:8080"; r.Header.Set("Origin", "http://localhost:8080") }, http.StatusOK},
		{"IPv6", func(r *http.Request) { r.Host = "[::1]:8080"; r.Header.Set("Origin", "http://[::1]:8080") }, http.StatusOK},
		{"IPv6 without a port", func(r *http.Request) { r.Host = "[::1]"; r.Header.Set("Origin", "http://[::1]") }, http.StatusOK},
		{"a name that was rebound", func(r *http.Request) {
			r.Host = "evil.example:8080"
			r.Header.Set("Origin", "http://evil.example:8080")
		}, http.StatusForbidden},
		{"a name that begins like us", func(r *http.Request) { r.Host = "localhost.evil.example" }, http.StatusForbidden},
		{"another address", func(r *http.Request) { r.Host = "192.168.0.2:8080" }, http.StatusForbidden},
		{"no host", func(r *http.Request) { r.Host = "" }, http.StatusForbidden},
		{"a foreign origin", func(r *http.Request) {
			r.Header.Set("Origin", "http://evil.example")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}, http.StatusForbidden},
		{"a foreign origin that a browser vouches for", func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, http.StatusForbidden},
		{"another port", func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:9999"); r.Header.Del("Sec-Fetch-Site") }, http.StatusForbidden},
		{"a sandboxed frame", func(r *http.Request) { r.Header.Set("Origin", "null") }, http.StatusForbidden},
		{"without our header", func(r *http.Request) { r.Header.Del("X-Playground") }, http.StatusForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, f, _ := playground(t)
			r := request("/api/act", hello)
			tt.spoil(r)
			w := httptest.NewRecorder()
			a.handler(f).ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			if acted := f.latest() != nil; acted != (tt.want == http.StatusOK) {
				t.Errorf("the bot was told: %t", acted)
			}
		})
	}
}

func TestBadRequestsAreAnsweredInWords(t *testing.T) {
	a, f, _ := playground(t)
	h := a.handler(f)
	private := sends(t, a, bot.Outgoing{User: "web:ken", Message: say("for Ken")})
	with := func(change string) string { // hello, with some of it replaced
		var all map[string]json.RawMessage
		_ = json.Unmarshal([]byte(hello), &all)
		_ = json.Unmarshal([]byte(change), &all)
		return string(encode(all))
	}
	for _, tt := range []struct {
		name, body string
		want       int
		says       string
	}{
		{"not JSON", `{`, 400, "JSON"},
		{"nothing", ``, 400, "JSON"},
		{"two values", hello + hello, 400, "JSON"},
		{"an array", `[]`, 400, "JSON"},
		{"a wrong type", with(`{"person":7}`), 400, "JSON"},
		{"an unknown name", with(`{"admin":true}`), 400, "JSON"},
		{"huge", with(`{"text":"` + strings.Repeat("x", maxBody) + `"}`), 413, "256KB"},
		{"somebody unknown", with(`{"person":"web:nobody"}`), 404, "人"},
		{"an unknown channel", with(`{"conversation":"web:#nowhere"}`), 404, "チャンネル"},
		{"a channel of others", with(`{"conversation":"web:#managers"}`), 404, "チャンネル"},
		{"somebody's direct conversation", with(`{"conversation":"direct:web:ken"}`), 404, "チャンネル"},
		{"one's own by its stored name", with(`{"conversation":"direct:web:hana"}`), 404, "チャンネル"},
		{"an unknown look", with(`{"look":"irc"}`), 400, "slack"},
		{"an unknown act", with(`{"act":"hack"}`), 400, "操作"},
		{"an unknown language", with(`{"act":"locale","locale":"tlh"}`), 400, "ja"},
		{"empty text", with(`{"text":" 　\n"}`), 400, "入力"},
		{"a long message", with(`{"text":"` + strings.Repeat("あ", maxTyped+1) + `"}`), 413, "4,000"},
		{"no action", with(`{"act":"press","action":"rm -rf"}`), 400, "ボタン"},
		{"somebody's message", with(`{"act":"press","action":"a|b|c","message":"` + string(private) + `"}`), 404, "メッセージ"},
		{"a form at somebody's message", with(`{"act":"send","sheet":"post","message":"` + string(private) + `"}`), 404, "メッセージ"},
		{"a shortcut on a message of the bot", with(`{"act":"shortcut","route":"gig.post","message":"` + string(private) + `"}`), 404, "メッセージ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := request("/api/act", tt.body)
			r.Header.Set("Accept-Language", "ja")
			h.ServeHTTP(w, r)
			var got failure
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatalf("answer %q: %v", w.Body, err)
			}
			if w.Code != tt.want || !strings.Contains(got.Error, tt.says) {
				t.Errorf("status %d, %q: want %d and %q", w.Code, got.Error, tt.want, tt.says)
			}
		})
	}
	if e := f.latest(); e != nil {
		t.Errorf("the bot was told %+v", e)
	}
	show(t, "hana", sees(t, a, "web:hana", direct))
}

// A forged action is for the bot to refuse: it reaches the bot as it is.
func TestForgedActionsReachTheBot(t *testing.T) {
	a, f, _ := playground(t)
	does(t, a, f, act{Person: "web:guest", Conversation: direct, Act: "press", Action: "other|gig.close|g1"})
	if e, ok := f.latest().(bot.Pressed); !ok || e.Action.Community != "other" || e.User != "web:guest" {
		t.Errorf("the bot was told %+v", f.latest())
	}
}

func TestPageIsClosedToTheOutside(t *testing.T) {
	a, f, _ := playground(t)
	h := a.handler(f)
	for _, path := range []string{"/", "/static/main.js", "/static/style.css", "/static/bot.svg", "/api/start", "/api/view?person=web:hana"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: status %d", path, w.Code)
		}
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self';") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if regexp.MustCompile(`https?://[^w]`).MatchString(w.Body.String()) && !strings.Contains(path, "api") {
			t.Errorf("%s names an address of the network", path)
		}
	}
	for _, path := range []string{"/static/index.html", "/static/..%2fweb.go", "/static/", "/nothing", "/api/view?person=web:nobody", "/api/updates", "/file/web:x/0?person=web:hana"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

func TestFilesAreForThoseWhoSeeThem(t *testing.T) {
	a, f, _ := playground(t)
	does(t, a, f, act{Person: "web:hana", Conversation: "web:#gigs", Act: "say", Text: "/export"})
	id := a.world.lists["web:#gigs"][1].ID
	get := func(who, block string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.handler(f).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/file/"+id+"/"+block+"?person="+who, nil))
		return w
	}
	w := get("web:hana", "1")
	if w.Code != 200 || w.Body.String() != `{"name":"田中 花"}` || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") ||
		w.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("hana got %d %v %s", w.Code, w.Header(), w.Body)
	}
	for _, no := range []struct{ who, block string }{{"web:ken", "1"}, {"web:nobody", "1"}, {"web:hana", "0"}, {"web:hana", "2"}, {"web:hana", "-1"}, {"web:hana", "x"}} {
		if w := get(no.who, no.block); w.Code != http.StatusNotFound {
			t.Errorf("%s got block %s: %d", no.who, no.block, w.Code)
		}
	}
	if state := a.stateText(t, f, "web:hana"); strings.Contains(state, "content") {
		t.Error("the page gets the contents of files with its messages")
	}
}

func (a *Adapter) stateText(t *testing.T, f *fakeBot, u bot.User) string {
	t.Helper()
	w := httptest.NewRecorder()
	a.handler(f).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/api/view?person="+string(u), nil))
	return w.Body.String()
}

// Every word of the page is used by it, and there is one for each that it uses.
func TestWordsOfThePage(t *testing.T) {
	scripts, err := filepath.Glob("static/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	var all strings.Builder
	for _, name := range scripts {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	shellText, err := os.ReadFile("static/index.html")
	if err != nil {
		t.Fatal(err)
	}
	all.Write(shellText)
	for _, m := range regexp.MustCompile(`\bt\("(\w+)"`).FindAllStringSubmatch(all.String(), -1) {
		if _, ok := words[m[1]]; !ok {
			t.Errorf("the page says %q, which has no words", m[1])
		}
	}
	for name := range words {
		if !strings.Contains(all.String(), `"`+name+`"`) && !strings.Contains(all.String(), "Words."+name) {
			t.Errorf("nothing says %q", name)
		}
	}
	for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} {
		if strings.Contains(strings.ReplaceAll(all.String(), "there is no innerHTML anywhere", ""), bad) {
			t.Errorf("the page uses %s", bad)
		}
	}
}
