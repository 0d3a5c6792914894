package embedded

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var versionPattern = regexp.MustCompile(`v=(\d+)[0-9.]*`)

// child is one run of the server.
type child struct {
	cmd     *exec.Cmd
	ended   chan struct{} // closed when the process is gone
	logPath string
	logFrom int64 // where this run's part of the log begins
}

// launch starts a child and returns when it answers.
func (s *Server) launch(ctx context.Context) (*child, error) {
	lock, err := s.claimServer(ctx)
	if err != nil {
		return nil, err
	}
	// From here on the child holds the lock, and nobody else does.
	defer lock.Close()

	logFile, from, err := openLog(s.logPath())
	if err != nil {
		return nil, fmt.Errorf("opening the server's log: %w", err)
	}
	defer logFile.Close()

	c := &child{ended: make(chan struct{}), logPath: s.logPath(), logFrom: from}
	c.cmd = exec.Command(s.path, s.arguments()...)
	c.cmd.Dir = s.dir
	c.cmd.Stdout, c.cmd.Stderr = logFile, logFile
	c.cmd.ExtraFiles = []*os.File{lock}
	c.cmd.SysProcAttr = attributes()
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", s.path, err)
	}
	go func() {
		_ = c.cmd.Wait() // why it ended is in its log
		close(c.ended)
	}()
	if err := s.awaitAnswer(ctx, c); err != nil {
		_ = c.cmd.Process.Kill()
		<-c.ended
		return nil, err
	}
	return c, nil
}

const (
	firstPoll = 2 * time.Millisecond
	lastPoll  = 100 * time.Millisecond
)

// awaitAnswer returns when the child has read its data.
func (s *Server) awaitAnswer(ctx context.Context, c *child) error {
	for pause := firstPoll; ; pause = min(2*pause, lastPoll) {
		if reply, err := ask(s.socket, "PING"); err == nil && strings.HasPrefix(reply, "+PONG") {
			return nil
		}
		select {
		case <-c.ended:
			return fmt.Errorf("%s ended while starting on %s; its log says:\n%s", filepath.Base(s.path), s.dir, c.tail())
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s to read its data in %s: %w", filepath.Base(s.path), s.dir, ctx.Err())
		case <-time.After(pause):
		}
	}
}

// How long a server that a killed bot left behind gets to end.
const orphanPatience = 10 * time.Second

// claimServer takes the lock which a running server holds. If one that lost its
// bot still does, it is told to write what it has and end.
func (s *Server) claimServer(ctx context.Context) (*os.File, error) {
	path := filepath.Join(s.dir, "redis.lock")
	ctx, cancel := context.WithTimeoutCause(ctx, orphanPatience,
		fmt.Errorf("a redis-server that was left behind on %s does not end: end it by hand", s.dir))
	defer cancel()
	for {
		lock, err := takeLock(path)
		if err == nil {
			return lock, nil
		}
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("locking the server's data: %w", err)
		}
		// Without an answer it is ending already.
		_, _ = ask(s.socket, "SHUTDOWN")
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(lastPoll):
		}
	}
}

// ask sends one command without arguments and returns the first line of the
// reply.
func ask(socket, command string) (string, error) {
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return "", err
	}
	if _, err := conn.Write([]byte(command + "\r\n")); err != nil {
		return "", err
	}
	return bufio.NewReader(conn).ReadString('\n')
}
