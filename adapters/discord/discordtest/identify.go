package discordtest

import (
	"encoding/json"
	"strings"
	"time"
)

// Intents that need nobody's permission.
const (
	intentGuilds         = 1 << 0
	intentDirectMessages = 1 << 12
)

// identified takes an identification; false if the connection is closed for it.
func (d *Discord) identified(l *link, raw json.RawMessage, meet greeting) bool {
	var in struct {
		Token   string  `json:"token"`
		Intents int     `json:"intents"`
		Shard   *[2]int `json:"shard"`
	}
	json.Unmarshal(raw, &in)
	if in.Intents != intentGuilds|intentDirectMessages {
		d.complain("identified with the intents %d", in.Intents)
	}
	d.mu.Lock()
	d.identify = append(d.identify, time.Now())
	d.budget--
	d.tell()
	d.mu.Unlock()
	if !l.welcome(in.Token, meet) {
		return false
	}
	if meet.op != 0 {
		l.send(meet.op, "", 0, json.RawMessage("false"))
		return true
	}
	shard := [2]int{0, 1}
	if in.Shard != nil {
		shard = *in.Shard
	}
	s := d.newSession(l, shard)
	l.mu.Lock()
	l.session = s
	l.mu.Unlock()
	s.add("READY", json.RawMessage(`{"v":10,"session_id":"`+s.id+`","user":{"id":"`+d.bot+`","username":"alumnibot","bot":true},"guilds":[],"application":{"id":"`+d.app+`"},"resume_gateway_url":"`+d.gatewayURL()+`/resume"}`), nil)
	d.mu.Lock()
	var servers []string
	for id := range d.servers {
		servers = append(servers, id)
	}
	d.mu.Unlock()
	for _, id := range servers {
		if s.responsible(id) {
			s.add("GUILD_CREATE", json.RawMessage(`{"id":"`+id+`","unavailable":false}`), nil)
		}
	}
	l.isUp()
	return true
}

// resumed takes a session up again; false if the connection is closed for it.
func (d *Discord) resumed(l *link, raw json.RawMessage, meet greeting) bool {
	var in struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	json.Unmarshal(raw, &in)
	d.mu.Lock()
	d.resumes++
	d.mu.Unlock()
	if !strings.Contains(l.path, "/resume") {
		d.complain("resumed at %s, not at the address that READY names", l.path)
	}
	if !l.welcome(in.Token, meet) {
		return false
	}
	s := d.session(in.Session)
	if meet.op == 9 && s != nil {
		s.end()
	}
	if meet.op != 0 {
		l.send(meet.op, "", 0, json.RawMessage("false"))
		return true
	}
	if s == nil || !s.attach(l, in.Seq) {
		l.send(9, "", 0, json.RawMessage("false"))
		return true
	}
	l.mu.Lock()
	l.session = s
	l.mu.Unlock()
	s.add("RESUMED", json.RawMessage("{}"), nil)
	l.isUp()
	return true
}

// welcome closes a connection that is met so, or whose token is wrong.
func (l *link) welcome(token string, meet greeting) bool {
	code := meet.close
	if token != "Bot "+Token {
		code = 4004
	}
	if code != 0 {
		l.close(code)
	}
	return code == 0
}

func (l *link) isUp() {
	l.mu.Lock()
	l.up = true
	l.mu.Unlock()
	l.d.mu.Lock()
	defer l.d.mu.Unlock()
	l.d.tell()
}
