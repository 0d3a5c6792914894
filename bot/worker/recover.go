package worker

import (
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
)

// Recover turns a panic into an error, which it stores in err, and logs it with its
// stack. It is to be deferred directly. What was panicked with may be somebody's
// data: of that, only the runtime's own words are kept.
func Recover(log *slog.Logger, doing string, err *error) {
	v := recover()
	if v == nil {
		return
	}
	what := fmt.Sprintf("%T", v)
	if r, ok := v.(runtime.Error); ok {
		what = r.Error()
	}
	log.Error("panic", "in", doing, "what", what, "stack", string(debug.Stack()))
	*err = fmt.Errorf("panic in %s: %s", doing, what)
}
