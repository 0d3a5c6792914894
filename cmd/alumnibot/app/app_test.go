package app_test

import (
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"slices"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// Each class of data that is not to be kept for good has a job of its own, and no
// other has one.
func TestRetentionIsPlanned(t *testing.T) {
	for retention, want := range map[config.Retention][]string{
		{}:                              nil,
		{GigDays: 1}:                    {"gig.retention"},
		{CheckInDays: 1}:                {"checkin.retention"},
		{BroadcastDays: 1}:              {"broadcast.retention"},
		{AuditDays: 1}:                  {"admin.retention"},
		{GigDays: 1, AuditDays: 36_500}: {"admin.retention", "gig.retention"},
	} {
		p := app.Features(app.Deps{DB: redistest.Mini(t).DB, Sending: config.SendingDefaults(), Retention: retention}, func() []bot.Route { return nil })
		var planned []string
		for _, f := range p.Features {
			for _, j := range f.Jobs {
				if j.Every == "30 3 * * *" {
					planned = append(planned, j.Name)
				}
			}
		}
		if slices.Sort(planned); !slices.Equal(planned, want) {
			t.Errorf("%+v plans %q, want %q", retention, planned, want)
		}
	}
}
