package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
)

// rights are what Discord lets somebody do, as a set.
type rights int64

// UnmarshalText reads them as Discord writes them.
func (r *rights) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 64)
	*r = rights(n)
	return err
}

// rightNames are those that the bot needs, as Discord's settings call them.
var rightNames = []struct {
	right rights
	name  string
}{
	{discordgo.PermissionViewChannel, "View Channels"}, {discordgo.PermissionSendMessages, "Send Messages"},
	{discordgo.PermissionEmbedLinks, "Embed Links"}, {discordgo.PermissionAttachFiles, "Attach Files"},
	{discordgo.PermissionReadMessageHistory, "Read Message History"},
	{discordgo.PermissionCreatePublicThreads, "Create Public Threads"}, {discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
}

func (r rights) String() string {
	var names []string
	for _, n := range rightNames {
		if r&n.right != 0 {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, ", ")
}

// missing are those the bot needs and does not have.
func (r rights) missing() rights {
	if r&discordgo.PermissionAdministrator != 0 {
		return 0
	}
	return permissions &^ r
}

// overwrite changes rights in a channel, for a role or a member.
type overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"` // 0: a role, 1: a member
	Allow rights `json:"allow"`
	Deny  rights `json:"deny"`
}

// in are the rights in a channel of somebody with these roles, in the order in
// which Discord applies what a channel changes: everybody, roles, the member.
func (r rights) in(server, user string, roles []string, changes []overwrite) rights {
	if r&discordgo.PermissionAdministrator != 0 {
		return r
	}
	var allow, deny rights
	for _, o := range changes {
		if o.ID == server {
			r = r&^o.Deny | o.Allow
		} else if o.Type == 0 && slices.Contains(roles, o.ID) {
			allow, deny = allow|o.Allow, deny|o.Deny
		}
	}
	r = r&^deny | allow
	for _, o := range changes {
		if o.Type == 1 && o.ID == user {
			r = r&^o.Deny | o.Allow
		}
	}
	return r
}

// postable are the kinds of channels that messages or posts can go to.
var postable = []discordgo.ChannelType{
	discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildForum,
	discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread, discordgo.ChannelTypeGuildNewsThread,
}

// channels looks whether the bot may post where it is to. Those that this
// application sees are noted in seen.
func (c *checkup) channels(ctx context.Context, channels []bot.Channel, seen map[bot.Channel]bool) {
	for _, ch := range channels {
		id, ours := snowflake(string(ch))
		if !ours || seen[ch] {
			continue
		}
		var info struct {
			Name    string                `json:"name"`
			Type    discordgo.ChannelType `json:"type"`
			Server  string                `json:"guild_id"`
			Parent  string                `json:"parent_id"`
			Changes []overwrite           `json:"permission_overwrites"`
		}
		err := ask(ctx, c.ordinary, "/channels/"+id, "channel "+id, &info)
		if hasCode(err, codeUnknownChannel) {
			continue // another application's, perhaps
		}
		seen[ch] = true
		if hasCode(err, codeNoAccess) {
			c.say(bot.Failing, sayNoAccess.With(string(ch)), doRights.With(rights(permissions)))
			continue
		}
		if c.trouble(err) {
			return
		}
		if !slices.Contains(postable, info.Type) {
			c.say(bot.Failing, sayNotPostable.With(info.Name), doNotPostable.With())
			continue
		}
		var me struct{ Roles []string }
		if c.trouble(ask(ctx, c.ordinary, "/guilds/"+info.Server+"/members/"+c.bot, "members "+info.Server, &me)) {
			return
		}
		have := c.places[info.Server].Rights.in(info.Server, c.bot, me.Roles, info.Changes)
		if missing := have.missing(); missing != 0 {
			c.say(bot.Failing, sayFewRights.With(info.Name, missing), doRights.With(missing))
		} else {
			c.say(bot.Fine, sayChannel.With(info.Name), nil)
		}
	}
}

// ask reads what is at a path into v.
func ask[T any](ctx context.Context, r *rest, path, bucket string, v *T) error {
	raw, err := r.do(ctx, get(path, bucket))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("cannot read the answer of %s: %w", path, err)
	}
	return nil
}

// date is what time it is for Discord, to the second.
func (r *rest) date(ctx context.Context) (time.Time, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, discordgo.EndpointAPI+"gateway", nil)
	if err != nil {
		return time.Time{}, err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return time.Time{}, err
	}
	defer resp.Body.Close()
	if resp.Header.Get("Date") == "" {
		return time.Time{}, errors.New("discord does not say what time it is")
	}
	return http.ParseTime(resp.Header.Get("Date"))
}
