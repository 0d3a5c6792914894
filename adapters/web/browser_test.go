package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// screen is a browser's tab with the playground in it. What the tests look for:
//
//	a[data-conversation=home|direct|<channel>]   the sidebar's places; aria-current on the one that is shown
//	[data-person=<id>]                           buttons that become that person; [data-me] is who one is
//	[data-look-choice=slack|discord]             the look; [data-locale=ja|en] the person's language
//	form.composer textarea[name=line]            where one types; [role=option] are the suggestions
//	li[data-message][data-author=bot|<id>]       messages; data-private=true on those only the reader sees
//	button[data-action=<encoded action>]         the bot's buttons
//	button[data-shortcut=<route>]                what the bot offers on somebody's message
//	dialog.sheet [data-field=<name>]             a form's fields; [data-fault] inside says what is wrong
//	[data-banner=offline|nothing-kept|draft]     what stands above the conversation
//	[data-toast=note|error]                      what is said for a moment
type screen struct {
	t       *testing.T
	ctx     context.Context
	address string
	shots   string

	expected []string
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("ALUMNIBOT_TEST_REAL") == "1" {
		t.Fatal("no chromium on the PATH, and ALUMNIBOT_TEST_REAL=1")
	}
	t.Skip("no chromium on the PATH")
	return ""
}

// open starts a playground and a browser that looks at it. The test fails if
// the page complains in its console.
func open(t *testing.T, change func(*Config)) (*screen, *fakeBot, *Adapter) {
	t.Helper()
	path := chromium(t)
	a, f, _ := playground(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a.cfg.Listener = ln
	if change != nil {
		change(&a.cfg)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx, f) }()
	t.Cleanup(func() {
		stop()
		if err := <-ran; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	s := browse(t, path, "http://"+ln.Addr().String())
	return s, f, a
}

func browse(t *testing.T, path, address string) *screen {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "ja"), chromedp.WindowSize(1280, 800))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	allocator, stopAllocator := chromedp.NewExecAllocator(ctx, options...)
	tab, stopTab := chromedp.NewContext(allocator)
	s := &screen{t: t, ctx: tab, address: address, shots: os.Getenv("ALUMNIBOT_SHOTS")}
	complaints := s.complaints()
	t.Cleanup(func() {
		for _, c := range complaints() {
			if !slices.ContainsFunc(s.expected, func(e string) bool { return strings.Contains(c, e) }) {
				t.Errorf("the page complained: %s", c)
			}
		}
		stopTab()
		stopAllocator()
		cancel()
	})
	return s
}

// complaints collects what the page writes to its console, and what it throws.
func (s *screen) complaints() func() []string {
	s.t.Helper()
	// The browser lives as long as the context of its first step.
	if err := chromedp.Do(s.ctx, chromedp.Navigate("about:blank")); err != nil {
		s.t.Fatalf("start the browser: %v", err)
	}
	console := chromedp.Events(s.ctx, runtime.ConsoleAPICalled)
	thrown := chromedp.Events(s.ctx, runtime.ExceptionThrown)
	found := make(chan string, 100)
	go func() {
		for e, err := range console {
			if err != nil {
				return
			}
			if e.Type == "error" || e.Type == "warning" {
				said, _ := json.Marshal(e.Args)
				found <- string(said)
			}
		}
	}()
	go func() {
		for e, err := range thrown {
			if err != nil {
				return
			}
			found <- e.ExceptionDetails.Text + " " + fmt.Sprint(e.ExceptionDetails.Exception)
		}
	}()
	return func() []string {
		var all []string
		for {
			select {
			case c := <-found:
				all = append(all, c)
			default:
				return all
			}
		}
	}
}

func (s *screen) do(step chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 15*time.Second)
	defer cancel()
	err := chromedp.Do(ctx, step)
	for try := 0; try < 5 && err != nil && strings.Contains(err.Error(), "node with given id"); try++ {
		err = chromedp.Do(ctx, step) // the page replaced it between finding and using it
	}
	if err != nil {
		s.shot("failure")
		s.t.Fatalf("in the browser: %v", err)
	}
}

// visit shows a conversation as a person sees it.
func (s *screen) visit(person, at string) {
	s.t.Helper()
	s.do(chromedp.Navigate(s.address + "/#as=" + person + "&at=" + strings.ReplaceAll(at, "#", "%23")))
	s.see(fmt.Sprintf(`document.querySelector('[data-me="%s"]') !== null`, person))
	s.see(fmt.Sprintf(`document.querySelector('[data-conversation="%s"][aria-current]') !== null`, at))
}

// see waits until an expression is true on the page.
func (s *screen) see(expression string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingInterval(30*time.Millisecond))); err != nil {
		s.shot("failure")
		body, _ := chromedp.Run(s.ctx, chromedp.Evaluate[string](`document.body.innerText`))
		s.t.Fatalf("not seen: %s: %v\non the page:\n%s", expression, err, body)
	}
}

// says waits until the elements' text holds what is expected.
func (s *screen) says(selector, text string) {
	s.t.Helper()
	s.see(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q))`, selector, text))
}

func (s *screen) click(selector string) {
	s.t.Helper()
	s.do(chromedp.Click(chromedp.CSS(selector)))
}

func (s *screen) typed(selector, text string) {
	s.t.Helper()
	s.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

const line = `form.composer textarea[name=line]`

// enter sends a line from the composer, once no form is in the way.
func (s *screen) enter(text string) {
	s.t.Helper()
	s.see(`document.querySelector("dialog") === null`)
	s.typed(line, text)
	s.press("Enter", 13)
}

// press is a key that the page handles itself. SendKeys would also send the
// character, which a browser does not after a key that was handled.
func (s *screen) press(key string, code int64) {
	s.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(s.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: key, Code: key, WindowsVirtualKeyCode: code, NativeVirtualKeyCode: code,
		}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func eval[T any](s *screen, expression string) T {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		s.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// shot keeps a picture where ALUMNIBOT_SHOTS names a directory.
func (s *screen) shot(name string) {
	if s.shots == "" {
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(s.shots, name+".png"), png, 0o600)
	}
	if err != nil {
		s.t.Logf("no picture: %v", err)
	}
}

func (s *screen) size(width, height int64) {
	s.t.Helper()
	s.do(chromedp.EmulateViewport(width, height))
}

func (s *screen) dark(is bool) {
	s.t.Helper()
	scheme := "light"
	if is {
		scheme = "dark"
	}
	if _, err := chromedp.Call(s.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}); err != nil {
		s.t.Fatal(err)
	}
}

// emptied clears the composer.
func (s *screen) emptied() {
	s.t.Helper()
	eval[any](s, `(() => { const l = document.querySelector("`+line+`"); l.value = ""; l.dispatchEvent(new Event("input")); })()`)
}

func reload() chromedp.Action[chromedp.Void] { return chromedp.Reload() }

// expect has the page's complaints about something pass.
func (s *screen) expect(what string) { s.expected = append(s.expected, what) }
