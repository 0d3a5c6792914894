package redistest

import "syscall"

// endWithParent has a server end when the test process is killed.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
