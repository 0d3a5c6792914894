// Package embedded runs the Redis that the bot brings along: a local
// redis-server or valkey-server as a child of this process, with its data in a
// directory; or, for the playground, one in memory.
//
// It promises that one bot at a time uses a data directory, that a killed bot
// leaves no server behind which the next one would fight with, and that what
// was acknowledged is there at the next start, also after kill -9 of the bot.
// Where the server itself is killed while the disk is busy, or the machine loses
// power, the last two seconds may be lost. It promises nothing of this for
// Memory, and Start works on Linux, macOS and the BSDs only.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Find looks for a redis-server or valkey-server on the PATH. It finds none
// where Start could not run it.
func Find() (path string, ok bool) {
	if !supported {
		return "", false
	}
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	return "", false
}

// ErrNoServer: neither redis-server nor valkey-server is on the PATH.
var ErrNoServer = errors.New("no redis-server or valkey-server on the PATH")

// ErrInUse: another living bot uses the data directory.
var ErrInUse = errors.New("data directory is in use")

// Server is a redis-server that lives as long as this process, and is started
// again when it dies by itself.
type Server struct {
	path   string
	dir    string
	socket string
	log    *slog.Logger

	lock     *os.File      // held while this bot uses the directory
	stopping chan struct{} // closed by Stop
	stopped  chan struct{} // closed when no child is left
	kill     chan struct{} // closed when Stop has waited long enough
}

// Start runs the server that Find found, with its data in dir, which it makes
// if need be. It returns when the server answers, which with much data takes a
// while. The error has the last lines of the server's log, where those tell
// why. ErrNoServer, ErrInUse.
func Start(ctx context.Context, dir string, log *slog.Logger) (*Server, error) {
	path, ok := Find()
	if !ok {
		return nil, ErrNoServer
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	socket, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{path: path, dir: dir, socket: socket, log: log,
		stopping: make(chan struct{}), stopped: make(chan struct{}), kill: make(chan struct{})}
	if err := s.claim(); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.lock.Close())
	}
	return s, nil
}

// Running is where storage.Open finds the server of the bot that uses dir, if it
// answers.
func Running(dir string) (url string, ok bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	socket, err := socketPath(dir)
	if err != nil {
		return "", false
	}
	reply, err := ask(socket, "PING")
	return urlOf(socket), err == nil && strings.HasPrefix(reply, "+PONG")
}

func urlOf(socket string) string { return (&url.URL{Scheme: "unix", Path: socket}).String() }

// URL is where storage.Open finds the server.
func (s *Server) URL() string { return urlOf(s.socket) }

// Stop ends the server: it writes what it holds and goes. When ctx ends before
// that it is killed, which loses nothing that it acknowledged, and Stop returns
// the context's error. Clients are to be closed before. It is called once.
func (s *Server) Stop(ctx context.Context) error {
	close(s.stopping)
	var late error
	select {
	case <-s.stopped:
	case <-ctx.Done():
		late = fmt.Errorf("ending redis-server: %w", ctx.Err())
		close(s.kill)
		<-s.stopped
	}
	return errors.Join(late, s.lock.Close())
}

// claim takes the directory for this bot.
func (s *Server) claim() error {
	lock, err := takeLock(filepath.Join(s.dir, "alumnibot.lock"))
	if errors.Is(err, errLocked) {
		return fmt.Errorf("%w: another alumnibot%s works on %s; end it, or choose another --data directory",
			ErrInUse, holder(filepath.Join(s.dir, "alumnibot.lock")), s.dir)
	}
	if err != nil {
		return fmt.Errorf("locking the data directory: %w", err)
	}
	s.lock = lock
	return writeHolder(lock, os.Getpid())
}

// start runs the first child and hands it to a goroutine of its own.
func (s *Server) start(ctx context.Context) error {
	if err := s.checkVersion(ctx); err != nil {
		return err
	}
	up := make(chan error, 1)
	go s.live(ctx, up)
	err := <-up
	if err != nil {
		<-s.stopped
	}
	return err
}

// Restarts of a child that died by itself.
const (
	firstPause = 500 * time.Millisecond
	lastPause  = 30 * time.Second
)

// live runs one child after another until Stop. It keeps one thread to itself,
// since on Linux a child is told to end when the thread that started it does.
func (s *Server) live(ctx context.Context, up chan<- error) {
	runtime.LockOSThread()
	defer close(s.stopped)

	c, err := s.launch(ctx)
	up <- err
	if err != nil {
		return
	}
	life := s.untilStop()
	pause := firstPause
	for {
		began := time.Now()
		if c != nil && s.wait(c) {
			return
		}
		if c != nil {
			s.log.Error("redis-server ended by itself; starting it again", "log", c.tail())
		}
		if time.Since(began) > lastPause {
			pause = firstPause
		}
		select {
		case <-s.stopping:
			return
		case <-time.After(pause):
		}
		pause = min(2*pause, lastPause)
		if c, err = s.launch(life); err != nil {
			s.log.Error("redis-server cannot be started again", "error", err)
		}
	}
}

// wait returns when the child has ended: true if Stop asked for it.
func (s *Server) wait(c *child) bool {
	select {
	case <-c.ended:
		return false
	case <-s.stopping:
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // if it has just ended by itself, the next line sees that
	select {
	case <-c.ended:
	case <-s.kill:
		_ = c.cmd.Process.Kill()
		<-c.ended
	}
	return true
}

// untilStop is a context that ends with Stop.
func (s *Server) untilStop() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-s.stopping
		cancel()
	}()
	return ctx
}

// arguments are the server's settings. Every write is in the append-only file
// before it is acknowledged; nothing is ever evicted.
func (s *Server) arguments() []string {
	return []string{
		"--port", "0",
		"--unixsocket", s.socket, "--unixsocketperm", "700",
		"--dir", s.dir, "--daemonize", "no",
		"--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
		"--maxmemory-policy", "noeviction",
		"--logfile", s.logPath(),
	}
}

func (s *Server) logPath() string { return filepath.Join(s.dir, "redis.log") }

// checkVersion refuses a server older than the data: before version 7 it would
// not see them, and start empty without a word.
func (s *Server) checkVersion(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(s.dir, "appendonlydir")); err != nil {
		return nil
	}
	out, err := exec.CommandContext(ctx, s.path, "--version").Output()
	if err != nil {
		return fmt.Errorf("asking %s for its version: %w", s.path, err)
	}
	found := versionPattern.FindSubmatch(out)
	if found == nil {
		return nil
	}
	if major, err := strconv.Atoi(string(found[1])); err == nil && major < 7 {
		return fmt.Errorf("the data in %s were written by a newer version than %s, which is %s: install redis-server 7 or later", s.dir, s.path, found[0])
	}
	return nil
}
