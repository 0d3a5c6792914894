package signed_test

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/signed"
)

// scheme signs with the body itself, in hexadecimal digits.
var scheme = signed.Scheme[string]{
	Stamp: "At", Freshness: time.Minute,
	Signature: func(h http.Header) ([]byte, bool) {
		raw, err := hex.DecodeString(h.Get("Signature"))
		return raw, err == nil && len(raw) > 0
	},
	Verify: func(stamp string, body, signature []byte) (string, bool) {
		return "acme", bytes.Equal(signature, append([]byte(stamp), body...))
	},
}

func request(at time.Time, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("At", stamp)
	r.Header.Set("Signature", hex.EncodeToString([]byte(stamp+body)))
	return r
}

func TestReceivesWhatIsSigned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := signed.NewReceiver(scheme)
		receive := func(req *http.Request) (signed.Request[string], int) {
			w := httptest.NewRecorder()
			got, ok := r.Receive(w, req)
			if ok != (w.Code == http.StatusOK) {
				t.Errorf("%d is written, and received: %v", w.Code, ok)
			}
			return got, w.Code
		}
		now := time.Now()
		with := func(name, value string) *http.Request {
			req := request(now, "x")
			req.Header.Set(name, value)
			return req
		}
		for name, tt := range map[string]struct {
			req  *http.Request
			want int
		}{
			"no time":           {with("At", ""), http.StatusUnauthorized},
			"another time":      {with("At", strconv.FormatInt(now.Unix()+1, 10)), http.StatusUnauthorized},
			"no signature":      {with("Signature", ""), http.StatusUnauthorized},
			"another signature": {with("Signature", "00"), http.StatusUnauthorized},
			"too old":           {request(now.Add(-61*time.Second), "x"), http.StatusUnauthorized},
			"too early":         {request(now.Add(62*time.Second), "x"), http.StatusUnauthorized},
			"too large":         {request(now, strings.Repeat("x", 1<<20+1)), http.StatusRequestEntityTooLarge},
		} {
			if _, code := receive(tt.req); code != tt.want {
				t.Errorf("%s: %d, want %d", name, code, tt.want)
			}
		}

		got, _ := receive(request(now, "x"))
		if got.For != "acme" || string(got.Body) != "x" || got.Delivery == "" {
			t.Errorf("received: %+v", got)
		}
		capitals := request(now, "xJ")
		if _, code := receive(capitals); code != http.StatusOK {
			t.Errorf("another: %d", code)
		}
		again := request(now, "xJ")
		again.Header.Set("Signature", strings.ToUpper(again.Header.Get("Signature")))
		for _, req := range []*http.Request{request(now, "x"), again} {
			if _, code := receive(req); code != signed.Replayed {
				t.Errorf("a copy: %d", code)
			}
		}
		time.Sleep(time.Second)
		later, code := receive(request(time.Now(), "x"))
		if code != http.StatusOK || later.Delivery == got.Delivery {
			t.Errorf("signed anew: %d %+v", code, later)
		}
		r.Forget(later.Delivery)
		if _, code := receive(request(time.Now(), "x")); code != http.StatusOK {
			t.Errorf("after it was not worked on: %d", code)
		}
	})
}
