package slacktest

import (
	"encoding/json"
	"io"
	"net/http"
)

// responseURL is good for five answers within thirty minutes.
type responseURL struct {
	channel, user string
	message       string // that the button was on
	uses          int
}

const maxUses = 5

func (s *Server) response(w http.ResponseWriter, r *http.Request) {
	f, faulty := s.fault("response_url")
	if faulty && f.before(w, r) {
		return
	}
	var said object
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err == nil {
		err = json.Unmarshal(body, &said)
	}
	if err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.calls["response_url"]++
	code := s.respondLocked(r.PathValue("token"), said)
	s.mu.Unlock()
	if faulty && f.after(w) {
		return
	}
	if code != http.StatusOK {
		http.Error(w, "used_url", code)
		return
	}
	_, _ = io.WriteString(w, "ok")
}

func (s *Server) respondLocked(token string, said object) int {
	for _, sp := range s.spaces {
		to := sp.responses[token]
		if to == nil {
			continue
		}
		if to.uses++; to.uses > maxUses {
			return http.StatusNotFound
		}
		return sp.respondLocked(to, said)
	}
	return http.StatusNotFound
}

// respondLocked shows what is answered through a response_url or an
// acknowledgement.
func (sp *Space) respondLocked(to *responseURL, said object) int {
	blocks := json.RawMessage(nil)
	if said["blocks"] != nil {
		blocks = encode(said["blocks"])
	}
	if err := checkBlocks(blocks, inMessage); err != nil {
		sp.noteLocked("response_url: %w", err)
		return http.StatusBadRequest
	}
	if replace, _ := said["replace_original"].(bool); replace {
		if m := sp.find(to.channel, to.message); m != nil {
			sp.change(m, str(said, "text"), blocks)
			return http.StatusOK
		}
	}
	m := &Message{Channel: to.channel, TS: sp.ts(), Thread: str(said, "thread_ts"), User: sp.BotUser, Text: str(said, "text"), Blocks: blocks}
	if str(said, "response_type") != "in_channel" {
		m.Only = to.user
	}
	sp.put(m)
	return http.StatusOK
}
