package slacktest

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// Fault makes a method misbehave. The first one that fits a call is used.
type Fault struct {
	Method string // such as "chat.postMessage", "response_url"; empty: any
	Times  int    // how often; 0: until it is removed
	OneIn  int    // of so many calls that it fits, one, by chance; 0: every one
	Kind   FaultKind
	Code   string        // for Says and SaysAfter
	After  time.Duration // for Slow; for Limited: what Retry-After says
	used   int
}

// FaultKind is what goes wrong.
type FaultKind string

const (
	Limited        FaultKind = "429 with Retry-After"
	LimitedSilent  FaultKind = "429 without Retry-After"
	LimitedInWords FaultKind = "200 with ratelimited"
	Says           FaultKind = "200 with Code"
	SaysNothing    FaultKind = "200 with ok false and nothing else"
	Broken         FaultKind = "500 with HTML"
	Unavailable    FaultKind = "503"
	SaysAfter      FaultKind = "done, and 200 with Code all the same"
	Lost           FaultKind = "done, and the connection ends before the reply"
	Garbled        FaultKind = "done, and the reply is not JSON"
	Slow           FaultKind = "done after a while"
)

// Inject adds a fault, and returns what removes it.
func (s *Server) Inject(f Fault) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &f
	s.faults = append(s.faults, p)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		p.Times, p.used = 1, 1
	}
}

// fault takes the one that is due for a call.
func (s *Server) fault(method string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Method != "" && f.Method != method || f.Times > 0 && f.used >= f.Times || f.OneIn > 1 && rand.IntN(f.OneIn) > 0 {
			continue
		}
		f.used++
		return *f, true
	}
	return Fault{}, false
}

// before misbehaves instead of doing anything; it reports whether it did.
func (f Fault) before(w http.ResponseWriter, r *http.Request) bool {
	switch f.Kind {
	case Limited:
		limited(w, f.After)
	case LimitedSilent:
		w.WriteHeader(http.StatusTooManyRequests)
	case LimitedInWords:
		_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
	case Says:
		_, _ = w.Write(encode(map[string]any{"ok": false, "error": f.Code}))
	case SaysNothing:
		_, _ = w.Write([]byte(`{"ok":false}`))
	case Broken:
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("<html>sorry</html>"))
	case Unavailable:
		w.WriteHeader(http.StatusServiceUnavailable)
	case Slow:
		select {
		case <-time.After(f.After):
		case <-r.Context().Done():
		}
		return false
	default:
		return false
	}
	return true
}

// limited refuses a call for as long as it says.
func limited(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write([]byte(`{"ok":false,"error":"ratelimited"}`))
}

// after misbehaves when it is done; it reports whether it did.
func (f Fault) after(w http.ResponseWriter) bool {
	switch f.Kind {
	case Lost:
		if h, ok := w.(http.Hijacker); ok {
			if c, _, err := h.Hijack(); err == nil {
				_ = c.Close()
			}
		}
		return true
	case SaysAfter:
		_, _ = w.Write(encode(map[string]any{"ok": false, "error": f.Code}))
		return true
	case Garbled:
		_, _ = w.Write([]byte(`{"ok":tr`))
		return true
	}
	return false
}
