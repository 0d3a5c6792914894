package gateway

import (
	"encoding/json"
	"fmt"
	"time"
)

// packet is what the gateway says.
type packet struct {
	Op   int             `json:"op"`
	Type string          `json:"t"`
	Seq  int64           `json:"s"`
	Data json.RawMessage `json:"d"`
}

// read is the next packet that can be read.
func (c *connection) read() (packet, error) {
	for {
		_, message, err := c.ws.ReadMessage()
		if err != nil {
			return packet{}, fmt.Errorf("read from the gateway: %w", err)
		}
		var p packet
		if json.Unmarshal(message, &p) == nil {
			return p, nil
		}
	}
}

// introduce resumes the session, or begins one.
func (c *connection) introduce() error {
	s := c.shard
	if s.session.id != "" {
		return write(c, opResume, resume{"Bot " + s.Token.Reveal(), s.session.id, s.session.seq})
	}
	return write(c, opIdentify, identify{
		Token: "Bot " + s.Token.Reveal(), Intents: s.Intents, Shard: [2]int{s.ID, s.Of},
		Properties: properties{"linux", "alumnibot", "alumnibot"},
	})
}

type identify struct {
	Token      string     `json:"token"`
	Properties properties `json:"properties"`
	Shard      [2]int     `json:"shard"`
	Intents    int        `json:"intents"`
}

type properties struct {
	OS      string `json:"os"`
	Browser string `json:"browser"`
	Device  string `json:"device"`
}

type resume struct {
	Token   string `json:"token"`
	Session string `json:"session_id"`
	Seq     int64  `json:"seq"`
}

// write writes a packet, unless the connection is being left.
func write[T any](c *connection, op int, data T) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason != nil {
		return c.reason
	}
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeTime)) // the write fails as well
	err := c.ws.WriteJSON(struct {
		Op   int `json:"op"`
		Data T   `json:"d"`
	}{op, data})
	if err != nil {
		return fmt.Errorf("write to the gateway: %w", err)
	}
	return nil
}
