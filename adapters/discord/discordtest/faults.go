package discordtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Fault is what happens to a request instead of, or around, its answer.
type Fault struct {
	Method, Path string // which requests: a method or "", and a part of the path
	Times        int    // how many; 0: one
	Delay        time.Duration
	Status       int // answered instead; 0: as usual
	Header       map[string]string
	Body         string
	// Lost: the deed is done and the connection is cut before the reply.
	Lost bool
	// Cut: the connection is cut before the deed.
	Cut bool
}

// Break switches a fault on.
func (d *Discord) Break(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = append(d.faults, &f)
}

// Mend switches all faults off.
func (d *Discord) Mend() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = nil
}

// Limited is an answer 429 in one of its forms.
type Limited string

const (
	LimitedUser       Limited = "user"
	LimitedShared     Limited = "shared"
	LimitedGlobal     Limited = "global"
	LimitedCloudflare Limited = "cloudflare"
)

// Limit is a Fault that answers 429 and asks to wait.
func Limit(kind Limited, method, path string, wait string) Fault {
	f := Fault{Method: method, Path: path, Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": wait}}
	if kind == LimitedCloudflare {
		f.Header["Content-Type"] = "text/html"
		f.Body = "<html><body>error code: 1015</body></html>"
		return f
	}
	f.Header["Content-Type"] = "application/json"
	f.Header["X-RateLimit-Scope"] = string(kind)
	global := "false"
	if kind == LimitedGlobal {
		f.Header["X-RateLimit-Global"] = "true"
		global = "true"
	}
	f.Body = `{"message":"You are being rate limited.","retry_after":` + wait + `,"global":` + global + `}`
	return f
}

// fault takes one that fits the request.
func (d *Discord) fault(r *http.Request) *Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range d.faults {
		if f.Times > 0 && (f.Method == "" || f.Method == r.Method) && strings.Contains(r.URL.Path, f.Path) {
			f.Times--
			return f
		}
	}
	return nil
}

// cut ends the request's connection without an answer.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
}

// refusal is Discord's answer to what it does not do.
type refusal struct {
	status, code int
	message      string
}

func refuse(w http.ResponseWriter, r refusal) {
	reply(w, r.status, struct {
		Message string `json:"message"`
		Code    int    `json:"code"`
	}{r.message, r.code})
}

func reply[T any](w http.ResponseWriter, status int, v T) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
