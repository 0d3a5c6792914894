package discord

import (
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// people is what is known about members of servers.
type people struct {
	members cache[serverMember]
	servers cache[server]
	locales cache[bot.Locale]

	mu   sync.Mutex
	seen map[*app]map[string]bool // servers that acts came from
}

func newPeople() *people { return &people{seen: map[*app]map[string]bool{}} }

func (p *people) seenServers(x *app) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for id := range p.seen[x] {
		if _, listed := x.Servers[id]; !listed {
			out = append(out, id)
		}
	}
	return out
}

func (p *people) sawServer(x *app, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen[x] == nil {
		p.seen[x] = map[string]bool{}
	}
	p.seen[x][id] = true
}

// note remembers what an interaction says about who acts: it is true now. What
// comes from a direct message says nothing, so what was asked before is
// forgotten.
func (x *app) note(in *interaction) {
	who := in.who()
	x.isCalled(in.App)
	if in.Guild == "" || in.Member == nil {
		x.forget(who.ID)
		return
	}
	x.people.sawServer(x, in.Guild)
	x.missRights(in)
	// The rights in it hold what owners and administrators have.
	s := server{}
	if in.Member.Permissions == "" {
		s, _ = x.people.servers.get(in.Guild)
	}
	x.people.members.put(in.Guild+"/"+who.ID, x.membershipOf(who, *in.Member, s))
}

// missRights says, once for each channel, which rights the bot needs and does
// not have there.
func (x *app) missRights(in *interaction) {
	if in.Rights == 0 || in.Rights.missing() == 0 {
		return
	}
	if said, ok := x.poor.get(in.Channel); ok && said == in.Rights {
		return
	}
	x.poor.put(in.Channel, in.Rights)
	x.log.Warn("the bot lacks rights", "channel", in.Channel, "rights", in.Rights.missing().String())
}

// forget has Discord asked anew about somebody. Where it cannot be asked, what
// was known counts on.
func (x *app) forget(user string) {
	for _, id := range x.servers() {
		if m, ok := x.people.members.get(id + "/" + user); ok {
			m.until = time.Time{}
			x.people.members.put(id+"/"+user, m)
		}
	}
}
