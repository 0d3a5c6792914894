package web

import (
	"context"
	"net"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/web/webtest"
)

// open starts a playground and a browser that looks at it. The test fails if
// the page complains in its console.
func open(t *testing.T, change func(*Config)) (*webtest.Screen, *fakeBot, *Adapter) {
	t.Helper()
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
	return webtest.Browse(t, "http://"+ln.Addr().String()), f, a
}

// emptied clears the composer.
func emptied(s *webtest.Screen) {
	webtest.Eval[any](s, `(() => { const l = document.querySelector("`+webtest.Composer+`"); l.value = ""; l.dispatchEvent(new Event("input")); })()`)
}
