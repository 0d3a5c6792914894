package embedded

import "syscall"

// attributes keep the terminal's Ctrl-C from the child, which ends after the
// bot and not with it, and have the kernel end it when the bot is killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
