package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

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

// Browse opens a browser for a playground at the address. The test fails if the
// page complains. With ALUMNIBOT_SHOTS naming a directory, Shot keeps pictures.
func Browse(t *testing.T, address string) *Screen {
	t.Helper()
	path := chromium(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("force-prefers-reduced-motion", true), // what moves is not where one clicks
		chromedp.Flag("lang", "ja"), chromedp.WindowSize(1280, 800))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	allocator, stopAllocator := chromedp.NewExecAllocator(ctx, options...)
	tab, stopTab := chromedp.NewContext(allocator)
	s := &Screen{t: t, ctx: tab, address: address, shots: os.Getenv("ALUMNIBOT_SHOTS")}
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
func (s *Screen) complaints() func() []string {
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

// Shot keeps a picture where ALUMNIBOT_SHOTS names a directory.
func (s *Screen) Shot(name string) {
	if s.shots == "" {
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(s.shots, name+".png"), png, 0o600)
	}
	if err != nil {
		s.t.Logf("no picture: %v", err)
	}
}

// Size makes the window this large.
func (s *Screen) Size(width, height int64) {
	s.t.Helper()
	s.Do(chromedp.EmulateViewport(width, height))
}

// Dark has the browser ask for dark pages, or light ones.
func (s *Screen) Dark(is bool) {
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
