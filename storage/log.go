package storage

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// LogTo has the client's own remarks (a broken connection, a new master) go to
// log at the level Warn, for the whole process. Without it they go to stderr.
func LogTo(log *slog.Logger) { redis.SetLogger(remarks{log}) }

type remarks struct{ log *slog.Logger }

func (r remarks) Printf(ctx context.Context, format string, args ...any) {
	r.log.WarnContext(ctx, "redis client", "remark", fmt.Sprintf(format, args...))
}
