package config

import (
	"strings"
	"testing"
)

func TestRetention(t *testing.T) {
	c, err := load(t, "", map[string]string{})
	if err != nil || c.Retention != (Retention{}) {
		t.Errorf("unless it is set everything is kept: %+v, %v", c.Retention, err)
	}
	c, err = load(t, "[retention]\ngig_days = 730\ncheckin_days = 365\nbroadcast_days = 90\naudit_days = 1095\n", map[string]string{})
	if err != nil || c.Retention != (Retention{730, 365, 90, 1095}) {
		t.Errorf("got %+v, %v", c.Retention, err)
	}
	_, err = load(t, "[retention]\ngig_days = -1\ncheckin_days = 36501\nbroadcast_days = -2\naudit_days = -3\n", map[string]string{})
	for _, part := range []string{"retention.gig_days: -1", "retention.checkin_days: 36501", "retention.broadcast_days: -2", "retention.audit_days: -3: for how many days"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in: %v", part, err)
		}
	}
}
