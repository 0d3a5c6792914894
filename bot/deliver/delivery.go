package deliver

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// delivery is one item on its way.
type delivery struct {
	*leaseWorker
	item storage.Item
	in   bot.Community // as it is now
	// maybe: it may have been sent before.
	maybe bool
}

// parcel is what the notice gets to know.
func (d *delivery) parcel() bot.DeliveryRequest {
	return bot.DeliveryRequest{In: d.in, About: d.l.About, To: d.item.To, At: d.now()}
}

// now is the moment it is, in the community's zone.
func (d *delivery) now() time.Time {
	if d.in.Zone == nil {
		return d.clock().UTC()
	}
	return d.clock().In(d.in.Zone)
}

// settled learns what the community's own admins have set.
func (d *delivery) settled(ctx context.Context) (err error) {
	if d.settle == nil {
		return nil
	}
	b := d.db.Batch(d.q.scope, d.clock())
	settle := d.settle(b, d.q.in)
	if err = b.Run(ctx); err == nil {
		d.in, err = settle()
	}
	return err
}
