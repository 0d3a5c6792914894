package body_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/body"
)

// whole hides how long a body is.
type whole struct{ io.Reader }

func TestReadsWithinItsLimits(t *testing.T) {
	const small = 100
	b := body.NewReader(body.Limits{Max: 1000, Small: small, Large: 1, Time: 50 * time.Millisecond})
	for name, tt := range map[string]struct {
		body   io.Reader
		status int
	}{
		"small":             {strings.NewReader("hello"), http.StatusOK},
		"empty":             {strings.NewReader(""), http.StatusOK},
		"large":             {strings.NewReader(strings.Repeat("x", 1000)), http.StatusOK},
		"of unknown length": {whole{strings.NewReader(strings.Repeat("x", 1000))}, http.StatusOK},
		"too large":         {strings.NewReader(strings.Repeat("x", 1001)), http.StatusRequestEntityTooLarge},
		"too large, unsaid": {whole{strings.NewReader(strings.Repeat("x", 1001))}, http.StatusRequestEntityTooLarge},
		"cut off":           {whole{io.MultiReader(strings.NewReader("x"), broken{})}, http.StatusRequestTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", tt.body)
			got, status := b.Read(httptest.NewRecorder(), r)
			if status != tt.status || status == http.StatusOK && r.ContentLength >= 0 && int64(len(got)) != r.ContentLength {
				t.Errorf("%d bytes and %d, want %d", len(got), status, tt.status)
			}
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// While a large body fills the only place, another one is turned away, and a small
// one is read.
func TestLargeBodiesTakeTurns(t *testing.T) {
	b := body.NewReader(body.Limits{Max: 1000, Small: 10, Large: 1, Time: 50 * time.Millisecond})
	slow, send := io.Pipe()
	read := make(chan int)
	go func() {
		_, status := b.Read(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", slow))
		read <- status
	}()
	if _, err := send.Write([]byte("x")); err != nil { // it has the place
		t.Fatal(err)
	}
	large := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", 11)))
	if _, status := b.Read(httptest.NewRecorder(), large); status != http.StatusServiceUnavailable {
		t.Errorf("another large one: %d", status)
	}
	small := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("x"))
	if _, status := b.Read(httptest.NewRecorder(), small); status != http.StatusOK {
		t.Errorf("a small one: %d", status)
	}
	_ = send.Close()
	if status := <-read; status != http.StatusOK {
		t.Errorf("the first: %d", status)
	}
}
