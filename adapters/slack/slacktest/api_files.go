package slacktest

import (
	"encoding/json"
	"io"
	"net/http"
)

// upload is a file on its way.
type upload struct {
	name    string
	content []byte
}

func uploadURL(c call) object {
	if c.args.Get("filename") == "" || c.args.Get("length") == "" || c.args.Get("length") == "0" {
		return no("missing_argument")
	}
	id := c.id("F")
	c.uploads[id] = &upload{name: c.args.Get("filename")}
	return object{"ok": true, "file_id": id, "upload_url": c.base + "/upload/" + id}
}

func (s *Server) uploaded(w http.ResponseWriter, r *http.Request) {
	body, err := fileOf(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sp := range s.spaces {
		if u := sp.uploads[r.PathValue("id")]; u != nil {
			u.content = body
		}
	}
}

func fileOf(r *http.Request) ([]byte, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return io.ReadAll(r.Body)
	}
	for {
		p, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if p.FileName() != "" {
			return io.ReadAll(p)
		}
	}
}

func completeUpload(c call) object {
	var files []struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(c.json("files"), &files) != nil || len(files) == 0 {
		return no("invalid_arguments")
	}
	at, refusal := c.place(c.args.Get("channel_id"))
	if refusal != "" {
		return no(refusal)
	}
	m := &Message{Channel: at, TS: c.ts(), Thread: c.args.Get("thread_ts"), User: c.BotUser, Blocks: c.json("blocks")}
	if err := checkBlocks(m.Blocks, inMessage); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return no("invalid_blocks")
	}
	answer := []object{}
	for _, f := range files {
		u := c.uploads[f.ID]
		if u == nil || u.content == nil {
			return no("file_not_found")
		}
		m.Files = append(m.Files, SharedFile{ID: f.ID, Name: u.name, Content: u.content})
		answer = append(answer, object{"id": f.ID, "title": u.name})
	}
	c.put(m)
	return object{"ok": true, "files": answer}
}
