package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"

	"github.com/alumnibot/alumnibot/bot"
)

// markOf is a component's id for a key: positive, of 31 bits.
func markOf(key string) int {
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32()&0x3fffffff) + 1000
}

// lookedThrough is how many of the newest posts may be the one that is looked
// for.
const lookedThrough = 5

// findPost is the post with a mark among the newest of a forum; empty if there
// is none.
func (x *app) findPost(ctx context.Context, channel string, mark int) (bot.MessageRef, error) {
	raw, err := x.bulk.do(ctx, get("/channels/"+channel, "channel "+channel))
	if err != nil {
		return "", sendError("look for a post", beforeSending(err))
	}
	var parent struct {
		Guild string `json:"guild_id"`
	}
	if err := json.Unmarshal(raw, &parent); err != nil || !digits(parent.Guild) {
		return "", nil
	}
	raw, err = x.bulk.do(ctx, get("/guilds/"+parent.Guild+"/threads/active", "threads "+parent.Guild))
	if err != nil {
		return "", sendError("look for a post", beforeSending(err))
	}
	var active struct {
		Threads []struct {
			ID     string `json:"id"`
			Parent string `json:"parent_id"`
			Owner  string `json:"owner_id"`
		} `json:"threads"`
	}
	if err := json.Unmarshal(raw, &active); err != nil {
		return "", nil
	}
	looked := 0
	for _, t := range active.Threads { // the newest comes first
		if t.Parent != channel || !digits(t.ID) || looked == lookedThrough {
			continue
		}
		looked++
		raw, err := x.bulk.do(ctx, get("/channels/"+t.ID+"/messages/"+t.ID, "messages "+channel))
		if err != nil {
			continue
		}
		var first struct {
			Components []struct {
				ID int `json:"id"`
			} `json:"components"`
		}
		if json.Unmarshal(raw, &first) == nil && len(first.Components) > 0 && first.Components[0].ID == mark {
			return refOf(t.ID, t.ID), nil
		}
	}
	return "", nil
}

// sendToForum makes a post, unless it is there: a post has no nonce, so that
// its first component carries the key.
func (x *app) sendToForum(ctx context.Context, channel string, out bot.Outgoing) (bot.MessageRef, error) {
	b, err := single(out)
	if err != nil {
		return "", err
	}
	b.Nonce, b.EnforceNonce = "", false
	mark := markOf(out.Key)
	if first, ok := b.Components[0].(textDisplay); ok && out.Key != "" {
		first.ID = mark
		b.Components[0] = first
		if ref, err := x.findPost(ctx, channel, mark); err != nil || ref != "" {
			return ref, err
		}
	}
	path := "/channels/" + channel + "/threads"
	req, err := uploads(http.MethodPost, path, path, thread{Name: threadName(out.Message), Archive: archiveAfter, Message: &b}, b.files)
	if err != nil {
		return "", err
	}
	raw, err := x.bulk.do(ctx, req)
	if err != nil {
		return "", sendError("send", err)
	}
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil || !digits(answer.ID) {
		return "", fmt.Errorf("send: %w: cannot read the answer", bot.ErrUncertain)
	}
	return refOf(answer.ID, answer.ID), nil
}
