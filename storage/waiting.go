package storage

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// leased is how long something that waits may be leased by a copy of the bot: it
// is listed all the same.
const leased = time.Minute

// Waiting lists the jobs that are due at a moment or leased by a copy, the oldest
// first and at most limit, in two round trips. They may change at any time, so the
// list is for watching, not for deciding.
func (a *Agenda) Waiting(ctx context.Context, s Scope, at time.Time, limit int64) ([]Job, error) {
	const doing = "list the jobs that wait"
	ids, err := a.db.client.ZRangeByScore(ctx, agendaKey(s), &redis.ZRangeBy{
		Min: "-inf", Max: strconv.FormatInt(millis(at.Add(leased)), 10), Count: limit,
	}).Result()
	if err != nil {
		return nil, failure(doing, err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	texts, err := a.db.client.HMGet(ctx, jobsKey(s), ids...).Result()
	if err != nil {
		return nil, failure(doing, err)
	}
	var jobs []Job
	for i, text := range texts {
		text, there := text.(string)
		if !there { // it was done meanwhile
			continue
		}
		var fields []any
		for f := range strings.FieldsSeq(text) {
			fields = append(fields, f)
		}
		job, err := parseJob(ids[i], fields)
		if err != nil {
			return nil, err
		}
		if !job.Due.After(at) {
			jobs = append(jobs, job)
		}
	}
	return jobs, nil
}

// WaitingNotice is an announcement of which something is to be sent.
type WaitingNotice struct {
	Notice string
	// Unknown is since when copies of the bot have left it to others because they
	// do not know the notice; zero if none has.
	Unknown time.Time
}

// Waiting lists the announcements that are due at a moment or leased by a copy, at
// most limit short ones and as many long ones, in three round trips. They may change
// at any time, so the list is for watching, not for deciding.
func (l *Ledger) Waiting(ctx context.Context, s Scope, at time.Time, limit int64) ([]WaitingNotice, error) {
	const doing = "list the notices that wait"
	until := &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(millis(at.Add(leased)), 10), Count: limit}
	pipe := l.db.client.Pipeline()
	short, long := pipe.ZRangeByScore(ctx, dueKey(s), until), pipe.ZRangeByScore(ctx, bulkKey(s), until)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, failure(doing, err)
	}
	ids := append(short.Val(), long.Val()...)
	if len(ids) == 0 {
		return nil, nil
	}
	pipe = l.db.client.Pipeline()
	headers := make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		headers[i] = pipe.HMGet(ctx, announcementKey(s, id), "notice", "version")
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, failure(doing, err)
	}
	pipe = l.db.client.Pipeline()
	var found []WaitingNotice
	var since []*redis.StringCmd
	for i, header := range headers {
		notice, there := header.Val()[0].(string)
		if !there { // it was sent meanwhile
			continue
		}
		version, err := number(header.Val()[1])
		if err != nil {
			return nil, err
		}
		found = append(found, WaitingNotice{Notice: notice})
		since = append(since, pipe.Get(ctx, unknownKey(s, ids[i], version)))
	}
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, failure(doing, err)
	}
	for i := range found {
		if ms, err := since[i].Int64(); err == nil {
			found[i].Unknown = instant(ms)
		}
	}
	return found, nil
}
