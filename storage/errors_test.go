package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"github.com/redis/go-redis/v9"
)

// answer is an error that Redis itself sent.
type answer string

func (a answer) Error() string { return string(a) }
func (answer) RedisError()     {}

func TestFailureSaysWhetherRedisServes(t *testing.T) {
	for _, c := range []struct {
		err         error
		unavailable bool
	}{
		{io.EOF, true},
		{os.ErrDeadlineExceeded, true},
		{context.Canceled, true},
		{context.DeadlineExceeded, true},
		{redis.ErrClosed, true},
		{redis.ErrPoolTimeout, true},
		{&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		{answer("LOADING Redis is loading the dataset in memory"), true},
		{answer("CLUSTERDOWN The cluster is down"), true},
		{answer("MASTERDOWN Link with MASTER is down"), true},
		{answer("READONLY You can't write against a read only replica."), true},
		{answer("OOM command not allowed when used memory > 'maxmemory'. script: x, on @user_script:1."), true},
		{answer("MISCONF Redis is configured to save RDB snapshots"), true},
		{answer("NOREPLICAS Not enough good replicas to write."), true},
		{answer("TRYAGAIN Multiple keys request during rehashing of slot"), true},
		{answer("MOVED 1 127.0.0.1:1"), true},
		{answer("BUSY Redis is busy running a script."), true},
		{answer("NOAUTH Authentication required."), true},
		{answer("ERR max number of clients reached"), true},
		{answer("ERR Script attempted to access a non local key in a cluster node script: x"), true},
		{fmt.Errorf("wrapped: %w", answer("LOADING")), true},
		{answer("WRONGTYPE Operation against a key holding the wrong kind of value"), false},
		{answer("ERR unknown command"), false},
		{answer("CROSSSLOT Keys in request don't hash to the same slot"), false},
	} {
		err := failure("get note a", c.err)
		if errors.Is(err, ErrUnavailable) != c.unavailable {
			t.Errorf("%v: unavailable is %v, want %v", c.err, !c.unavailable, c.unavailable)
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%v: the cause is lost in %v", c.err, err)
		}
	}
}
