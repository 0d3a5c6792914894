package panics_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot/panics"
)

func TestCatch(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func()
		want string // in the error; empty: none
	}{
		"no panic": {func() {}, ""},
		"data":     {func() { panic("hunter2") }, "panic in a test: string"},
		"runtime":  {func() { hidden := []string{"hunter2"}; _ = hidden[len(hidden)] }, "panic in a test: runtime error: index out of range [1] with length 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var logged bytes.Buffer
			log := slog.New(slog.NewTextHandler(&logged, nil))
			run := func() (err error) {
				defer panics.Catch(log, "a test", &err, "id", 7)
				tt.do()
				return nil
			}
			err := run()
			if err == nil && tt.want != "" || err != nil && err.Error() != tt.want {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			said := logged.String()
			if strings.Contains(said, "hunter2") {
				t.Errorf("it is logged: %s", said)
			}
			if tt.want != "" && (!strings.Contains(said, `in="a test"`) || !strings.Contains(said, "id=7") || !strings.Contains(said, "panics_test.go")) {
				t.Errorf("logged: %s", said)
			}
		})
	}
}

func TestCatchWithoutError(t *testing.T) {
	answer := func() (answer string) {
		defer panics.Catch(slog.New(slog.DiscardHandler), "a test", nil)
		answer = "sorry"
		panic("x")
	}()
	if answer != "sorry" {
		t.Errorf("the answer is %q", answer)
	}
}
