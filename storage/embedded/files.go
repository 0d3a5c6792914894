package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// maxSocket is the longest path of a socket, in bytes, that every system takes.
const maxSocket = 103

// socketPath is in the data directory, or where that is too long in a directory
// of temporary files that only this user can enter. It is the same at every
// start.
func socketPath(dir string) (string, error) {
	if path := filepath.Join(dir, "redis.sock"); len(path) <= maxSocket {
		return path, nil
	}
	sum := sha256.Sum256([]byte(dir))
	private := filepath.Join(os.TempDir(), "alumnibot-"+hex.EncodeToString(sum[:8]))
	if err := os.Mkdir(private, 0o700); err != nil && !os.IsExist(err) {
		return "", fmt.Errorf("making a directory for the server's socket: %w", err)
	}
	// Somebody else may have made it first, to listen in.
	if err := checkPrivate(private); err != nil {
		return "", err
	}
	path := filepath.Join(private, "redis.sock")
	if len(path) > maxSocket {
		return "", fmt.Errorf("the paths %s and %s are too long for a socket: choose a --data directory with a path of at most %d bytes", dir, private, maxSocket-len("/redis.sock"))
	}
	return path, nil
}

// writeHolder notes in a lock file who holds it, for people.
func writeHolder(lock *os.File, pid int) error {
	if err := lock.Truncate(0); err != nil {
		return fmt.Errorf("writing the lock file: %w", err)
	}
	if _, err := lock.WriteAt([]byte(strconv.Itoa(pid)+"\n"), 0); err != nil {
		return fmt.Errorf("writing the lock file: %w", err)
	}
	return nil
}

// holder is who holds the lock file, as words, or nothing if it does not say.
func holder(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	if pid := strings.TrimSpace(string(data)); pid != "" {
		return " (process " + pid + ")"
	}
	return ""
}

// maxLog is how much of the server's log is kept, twice.
const maxLog = 1 << 20

// openLog opens the log for appending and returns its size.
func openLog(path string) (*os.File, int64, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, 0, err
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, size, nil
}

// Of a log, what an error shows.
const (
	tailBytes = 4096
	tailLines = 12
)

// tail is the end of what this run of the server logged.
func (c *child) tail() string {
	f, err := os.Open(c.logPath)
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	defer f.Close()
	from := c.logFrom
	if info, err := f.Stat(); err == nil {
		from = max(from, info.Size()-tailBytes)
	}
	data, err := io.ReadAll(io.NewSectionReader(f, from, tailBytes))
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}
