package schedule

import (
	"strings"
	"time"
)

// CommonZones are names of zones to offer to people. ReadZone knows all there are.
func CommonZones() []string {
	return []string{
		"Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Bangkok",
		"Asia/Jakarta", "Asia/Kolkata", "Asia/Dubai", "Australia/Sydney", "Pacific/Auckland", "Pacific/Honolulu",
		"America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo",
		"Europe/London", "Europe/Paris", "Europe/Berlin", "UTC",
	}
}

// ReadZone is the name of a zone as the IANA database has it; a common one may be
// typed in small letters, or with a space. ok is false where there is no such
// zone. The empty name is none, and ok.
func ReadZone(typed string) (name string, ok bool) {
	name = strings.TrimSpace(typed)
	for _, common := range CommonZones() {
		if strings.EqualFold(common, strings.ReplaceAll(name, " ", "_")) {
			return common, true
		}
	}
	if name == time.Local.String() {
		return "", false
	}
	_, err := time.LoadLocation(name)
	return name, err == nil
}
