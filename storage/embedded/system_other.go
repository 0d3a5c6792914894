//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package embedded

import (
	"errors"
	"os"
	"syscall"
)

const supported = false

var errLocked = errors.New("locked by somebody else")

func takeLock(string) (*os.File, error) { return nil, errors.ErrUnsupported }

func checkPrivate(string) error        { return errors.ErrUnsupported }
func attributes() *syscall.SysProcAttr { return nil }
