package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/alumnibot/alumnibot/bot/secret"
)

const text = "xoxb-very-private"

type holder struct {
	Token  secret.Value
	Nested *secret.Value
}

type closed struct{ token secret.Value }

func TestNothingPrintsIt(t *testing.T) {
	v := secret.New(text)
	h := holder{v, &v}
	printed := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x", "%X", "%d", "%t", "%T", "%p", "%c", "%U"} {
		for name, x := range map[string]any{"value": v, "pointer": &v, "struct": h, "unexported": closed{v}, "slice": []secret.Value{v}, "key": map[secret.Value]int{v: 1}} {
			printed[verb+" of "+name] = fmt.Sprintf(verb, x)
		}
	}
	var logged, gobbed bytes.Buffer
	for _, l := range []slog.Handler{slog.NewJSONHandler(&logged, nil), slog.NewTextHandler(&logged, nil)} {
		slog.New(l).Info("x", "value", v, "struct", h, "unexported", closed{v}, "pointer", &v)
	}
	printed["slog"] = logged.String()
	if err := gob.NewEncoder(&gobbed).Encode(h); err != nil {
		t.Error(err)
	}
	printed["gob"] = gobbed.String()
	for name, encode := range map[string]func(any) ([]byte, error){"json": json.Marshal, "toml": toml.Marshal, "xml": xml.Marshal} {
		b, err := encode(h)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		printed[name] = string(b)
	}
	for how, said := range printed {
		for _, leak := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text)} {
			if strings.Contains(said, leak) {
				t.Errorf("%s prints %s", how, said)
			}
		}
	}
	if v.Reveal() != text {
		t.Errorf("it reveals %q", v.Reveal())
	}
}

func TestIsReadFromText(t *testing.T) {
	var h holder
	if err := toml.Unmarshal([]byte(`Token = "`+text+`"`), &h); err != nil || h.Token.Reveal() != text {
		t.Errorf("%q, %v", h.Token.Reveal(), err)
	}
	if z := secret.New(""); !z.IsZero() || z.Reveal() != "" || z.String() != "" {
		t.Errorf("an empty one: %v", z)
	}
}
