// Package panics keeps a panic in one piece of work from ending the others.
//
// It promises that what was panicked with, which may be anybody's data, is neither
// logged nor part of an error: only its type, or the words of the Go runtime.
package panics

import (
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
)

// Catch is to be deferred. It logs a panic with the stack and further attributes,
// and makes an error of it where err is not nil. Results that the function has
// named keep the values that they had.
func Catch(log *slog.Logger, doing string, err *error, attributes ...any) {
	v := recover()
	if v == nil {
		return
	}
	what := fmt.Sprintf("%T", v)
	if e, ok := v.(runtime.Error); ok {
		what = e.Error()
	}
	log.Error("panic", append([]any{"in", doing, "what", what, "stack", string(debug.Stack())}, attributes...)...)
	if err != nil {
		*err = fmt.Errorf("panic in %s: %s", doing, what)
	}
}
