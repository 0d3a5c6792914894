//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package embedded

import "syscall"

// attributes keep the terminal's Ctrl-C from the child, which ends after the
// bot and not with it. If the bot is killed the child lives on, and the next
// start ends it.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
