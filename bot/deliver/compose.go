package deliver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
	"github.com/alumnibot/alumnibot/storage"
)

// place is where a message goes, what it says there, and what that demands.
type place struct {
	notice      bot.Notice
	adapter     bot.Adapter
	traits      bot.Traits
	out         bot.Outgoing
	limits      []bot.Bucket      // that it counts in
	member      string            // whose inbox it is, if that is known
	eligibility SendEligibility   // of that member, where the notice has a purpose
	profile     bot.Profile       // where the eligibility does not say the language
	counts      string            // as in bot.Post
	contact     storage.Contact   // that it counts as
	own         bool              // nothing else counts as the same contact
	require     storage.Unchanged // the member, as they stood when it was written
}

// prepare decides where the message goes and what it says. An outcome with a
// state means that nothing is to be sent; the error is storage's.
func (d *delivery) prepare(ctx context.Context) (place, storage.Outcome, error) {
	p, err := d.compose(ctx)
	if err == nil && p.notice.Purpose != "" {
		err = d.ask(&p)
	}
	if o, err := d.unwritten(err); o.State != 0 || err != nil {
		if o.State == storage.Suppressed && d.maybe {
			o = d.doubt(ctx, p, o)
		}
		return p, o, err
	}
	if o := d.admit(p); o.State != 0 {
		return p, o, nil
	}
	if d.maybe {
		o := d.reconcile(ctx, p)
		return p, o, nil
	}
	return p, storage.Outcome{}, nil
}

// unwritten is what an error of a notice means for the delivery. Errors of
// storage go on.
func (d *delivery) unwritten(err error) (storage.Outcome, error) {
	var withheld bot.Skip
	var later bot.Defer
	switch {
	case err == nil:
		return storage.Outcome{}, nil
	case errors.Is(err, storage.ErrUnavailable):
		return storage.Outcome{}, err
	case errors.As(err, &withheld):
		return d.ended(storage.Suppressed, withheld.Reason), nil
	case errors.As(err, &later) && later.Until.After(d.clock()):
		return d.putOff(later.Until), nil
	case errors.Is(err, errNotConnected):
		return d.ended(storage.Failed, NotConnected), nil
	}
	d.log.Warn("a notice cannot be written", "community", d.q.in.ID, "notice", d.l.Notice, "error", err)
	return d.tryAgain(writeTries, storage.Failed, NotWritten), nil
}

var errNotConnected = errors.New("no adapter for this platform")

// compose asks the notice for the message. Whatever a notice does, even a
// panic, ends as an error.
func (d *delivery) compose(ctx context.Context) (p place, err error) {
	defer panics.Catch(d.log, d.l.Notice, &err)
	notice := d.notices[d.l.Notice]
	p.notice = notice
	if err := d.settled(ctx); err != nil {
		return p, fmt.Errorf("look up the community: %w", err)
	}
	post, err := notice.Write(ctx, d.parcel())
	if err != nil {
		return p, err
	}
	switch {
	case (post.User == "") == (post.Channel == "") || post.Body == nil:
		return p, errors.New("a post has either a user or a channel, and a body")
	case notice.Purpose != "" && (post.User == "" || post.Member == ""):
		return p, errors.New("a post with a purpose has a user, and says which member that is")
	}
	platform, locale := post.Channel.Platform(), d.in.Locale
	if post.User != "" {
		platform = post.User.Platform()
	}
	var connected bool
	if p.adapter, connected = d.adapters[platform]; !connected {
		return p, fmt.Errorf("%w: %q", errNotConnected, platform)
	}
	p.traits, p.member, p.counts = p.adapter.Traits(), post.Member, post.Counts
	if post.User != "" {
		if err := d.resolveRecipient(ctx, &p, post.User); err != nil {
			return p, err
		}
		locale = cmp.Or(p.eligibility.Locale, p.profile.Locale, locale)
	}
	p.out = bot.Outgoing{Key: d.key(), User: post.User, Channel: post.Channel, Thread: post.Thread, Message: post.Body(bot.Reader{Locale: locale, In: d.q.in.ID})}
	if notice.Purpose != "" {
		p.out.Message = p.out.Message.With(choices(locale, d.q.in.ID, notice.Purpose))
	}
	p.limits = p.adapter.Limits(ctx, p.out)
	return p, nil
}

// resolveRecipient finds out who the person is whom the message goes to. The platform
// says it where the member's record does not.
func (d *delivery) resolveRecipient(ctx context.Context, p *place, u bot.User) (err error) {
	if purpose := p.notice.Purpose; purpose != "" {
		if p.eligibility, err = d.members.SendEligibility(ctx, d.q.in.ID, p.member, purpose, d.clock()); err != nil {
			return fmt.Errorf("ask how a member stands to %s: %w", purpose, err)
		}
	}
	if p.eligibility.Locale == "" {
		p.profile = d.lookUp(ctx, p.adapter, u)
	}
	return nil
}

// ask makes sure that the member wants what the bot sends by itself, at this
// time of their day.
func (d *delivery) ask(p *place) error {
	s := p.eligibility
	switch {
	case s.Withheld != "":
		return bot.Skip{Reason: s.Withheld}
	case p.profile.Deactivated:
		return bot.Skip{Reason: Deactivated}
	}
	p.require = s.Record
	p.contact = storage.Contact{Member: s.Ordinal, Name: p.counts, Most: d.policy.WeeklyBudget}
	if s.Most > 0 && (s.Most < p.contact.Most || p.contact.Most == 0) {
		p.contact.Most = s.Most
	}
	if p.own = p.counts == ""; p.own {
		p.contact.Name = d.l.Announcement + "/" + strconv.Itoa(d.item.Position)
	}
	if until, quiet := d.policy.Quiet.until(d.clock(), d.zone(s, p.profile)); quiet {
		return bot.Defer{Until: until}
	}
	return nil
}

// zone is where the member is: as their record says, as their platform says, or
// else where the community is.
func (d *delivery) zone(s SendEligibility, profile bot.Profile) *time.Location {
	if s.Zone != nil {
		return s.Zone
	}
	if profile.Zone != "" {
		if zone, err := time.LoadLocation(profile.Zone); err == nil {
			return zone
		}
	}
	if d.in.Zone != nil {
		return d.in.Zone
	}
	return time.UTC
}

// overBudget is what becomes of a message to a member who has had as many as
// they may.
func (d *delivery) overBudget(ctx context.Context, p place) storage.Outcome {
	err := d.instead(ctx, p.notice)
	if err == nil {
		err = bot.Skip{Reason: Budget}
	}
	o, err := d.unwritten(err)
	switch {
	case err != nil:
		return d.putOff(d.clock().Add(firstPause))
	case o.State == storage.Suppressed && d.maybe:
		return d.doubt(ctx, p, o)
	default:
		return o
	}
}

// instead asks the notice what becomes of the message.
func (d *delivery) instead(ctx context.Context, n bot.Notice) (err error) {
	defer panics.Catch(d.log, n.Name, &err)
	if n.OverBudget == nil {
		return nil
	}
	return n.OverBudget(storage.WithMemo(ctx), d.parcel())
}
