package checkin

import (
	"slices"
	"sync"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/storage"
)

// maxCohorts is how many cohorts a process remembers: more than are open at a time
// in a community, at 12 KB for each 100,000 members.
const maxCohorts = 64

// frozen remembers cohorts that were read, which do not change: to see whether one
// member is asked, a list of 100,000 is not read again.
type frozen struct {
	mu   sync.Mutex
	runs map[runKey]audience.Set
}

type runKey struct {
	in  bot.CommunityID
	run string
}

// get returns the members whom a run asks, if they are remembered.
func (f *frozen) get(in bot.CommunityID, run string) (audience.Set, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, known := f.runs[runKey{in, run}]
	return s, known
}

// put remembers the members whom a run asks, in place of any others if there are
// too many.
func (f *frozen) put(in bot.CommunityID, run string, asked audience.Set) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.runs == nil {
		f.runs = map[runKey]audience.Set{}
	}
	for other := range f.runs {
		if len(f.runs) < maxCohorts {
			break
		}
		delete(f.runs, other)
	}
	f.runs[runKey{in, run}] = asked
}

// askedRead returns whom a run asks, after its Batch has run: nobody if the run is
// gone.
type askedRead func() audience.Set

// askedIn adds to the batch whom a run asks, unless this process remembers it.
func (k *CheckIns) askedIn(b *storage.Batch, in bot.CommunityID, run string) askedRead {
	if asked, known := k.frozen.get(in, run); known {
		return func() audience.Set { return asked }
	}
	read := k.cohorts.GetIn(b, run)
	return func() audience.Set {
		if read.Err != nil {
			return audience.Set{}
		}
		asked := audience.SetOf(slices.Collect(read.Record.Value.all()))
		k.frozen.put(in, run, asked)
		return asked
	}
}
