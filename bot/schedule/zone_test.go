package schedule_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/bot/schedule"
)

func TestReadZone(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", " Asia/Tokyo ": "Asia/Tokyo", "asia/tokyo": "Asia/Tokyo", "america/new york": "America/New_York", "utc": "UTC",
		"Africa/Nairobi": "Africa/Nairobi",
	} {
		if got, ok := schedule.ReadZone(typed); !ok || got != want {
			t.Errorf("ReadZone(%q) = %q, %t, want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"Local", "東京", "Asia", "../etc/passwd", "Asia/Tokio"} {
		if got, ok := schedule.ReadZone(typed); ok {
			t.Errorf("ReadZone(%q) = %q", typed, got)
		}
	}
	for _, name := range schedule.CommonZones() {
		if got, ok := schedule.ReadZone(name); !ok || got != name {
			t.Errorf("%s is offered, and read as %q, %t", name, got, ok)
		}
	}
}
