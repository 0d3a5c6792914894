package discordtest

import "testing"

func TestContract(t *testing.T) {
	c, err := OpenContract()
	if err != nil {
		t.Fatal(err)
	}
	const message, callback = "/channels/{channel}/messages", "/interactions/{id}/{token}/callback"
	for _, tt := range []struct {
		name, path, body string
		ok               bool
	}{
		{"message", message, `{"components":[{"type":10,"content":"a"}],"flags":32768,"nonce":"x","enforce_nonce":true,"allowed_mentions":{"parse":[]}}`, true},
		{"long nonce", message, `{"nonce":"12345678901234567890123456"}`, false},
		{"empty text", message, `{"components":[{"type":10,"content":""}]}`, false},
		{"unknown component", message, `{"components":[{"type":99}]}`, false},
		{"acknowledgement", callback, `{"type":5,"data":{"flags":64}}`, true},
		{"form", callback, `{"type":9,"data":{"custom_id":"a","title":"A","components":[{"type":18,"label":"x","component":{"type":4,"custom_id":"b","style":1}}]}}`, true},
		{"form with a long title", callback, `{"type":9,"data":{"custom_id":"a","title":"1234567890123456789012345678901234567890123456","components":[{"type":10,"content":"x"}]}}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := c.Check("POST", tt.path, []byte(tt.body)); (err == nil) != tt.ok {
				t.Errorf("accepted %v: %v", err == nil, err)
			}
		})
	}
}
