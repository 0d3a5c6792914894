//go:build !linux

package redistest

import "syscall"

// endWithParent has no means here: a server outlives a test process that is
// killed.
func endWithParent() *syscall.SysProcAttr { return nil }
