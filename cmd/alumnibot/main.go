// Command alumnibot runs the bot: in a page to try it (playground), on real
// platforms (serve), or against a written conversation (play).
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones are needed where the system has none

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for went wrong, or a script differs
	exitUsage  = 2 // the command line or the configuration has to change
)

type commandLine struct {
	Playground playgroundCmd `cmd:"" help:"Open a page in which a made-up community lives. Needs no token, no account and no server."`
	Serve      serveCmd      `cmd:"" help:"Run the bot for the configured platforms."`
	Seed       seedCmd       `cmd:"" help:"Fill an empty community with made-up members, for rehearsals and load tests."`
	Do         doCmd         `cmd:"" help:"Run one command as a person, for scripts."`
	Doctor     doctorCmd     `cmd:"" help:"Check what serve needs, and say what to do."`
	Manifest   manifestCmd   `cmd:"" help:"Print what a platform needs to know of the bot."`
	Play       playCmd       `cmd:"" help:"Play written conversations and compare what people see."`
	Version    versionCmd    `cmd:"" help:"Print the version, or the licences."`
	Help       helpCmd       `cmd:"" help:"Show this help, or that of a command."`
}

// environment is what a command gets from outside.
type environment struct {
	ctx    context.Context
	getenv func(string) string
	now    func() time.Time // the bot's clock; how long something takes is measured with the real one
	stdout io.Writer
	stderr io.Writer
}

// usageError is a mistake that the person at the keyboard can repair.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks twice does not want to wait
	code := run(os.Args[1:], &environment{ctx: ctx, getenv: os.Getenv, now: time.Now, stdout: os.Stdout, stderr: os.Stderr})
	stop()
	os.Exit(code)
}

// run is the whole program. It returns the exit code.
func run(args []string, e *environment) int {
	var line commandLine
	exited := -1
	parser, err := kong.New(&line,
		kong.Name("alumnibot"),
		kong.Description("Keeps a company and the people who left it in touch, in the chat they already use."),
		kong.Writers(e.stdout, e.stderr),
		kong.Exit(func(code int) { exited = code }),
	)
	if err != nil {
		fmt.Fprintln(e.stderr, "alumnibot:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err == nil && exited < 0 {
		err = parsed.Run(e, parser)
	}
	if exited >= 0 { // help was asked for and printed
		return exited
	}
	return exitCode(e.stderr, err)
}

func exitCode(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	if !errors.Is(err, errDiffers) && !errors.Is(err, errUnwell) && !errors.Is(err, errRefused) {
		fmt.Fprintln(stderr, "alumnibot:", err)
	}
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		fmt.Fprintln(stderr, hint(wrong.Context))
		return exitUsage
	}
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// hint says what a command line that cannot be read could be.
func hint(at *kong.Context) string {
	if command := at.Selected(); command != nil {
		return "How to use it: alumnibot help " + strings.TrimPrefix(command.FullPath(), at.Model.Name+" ")
	}
	var names []string
	for _, c := range at.Model.Children {
		names = append(names, c.Name)
	}
	return "The commands are " + strings.Join(names, ", ") + ". More about them: alumnibot help"
}

type versionCmd struct {
	Licences bool `help:"Print the licences of what is linked."`
}

// licences is what go run ./cmd/licences wrote.
//
//go:embed licences.txt
var licences string

// Run prints the version that the binary was built from, or the licences.
func (v versionCmd) Run(s *environment) error {
	if v.Licences {
		_, err := io.WriteString(s.stdout, licences)
		return err
	}
	version := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	_, err := fmt.Fprintln(s.stdout, "alumnibot", version)
	return err
}

type helpCmd struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

// Run prints what --help prints.
func (h helpCmd) Run(parser *kong.Kong) error {
	_, err := parser.Parse(append(h.Command, "--help"))
	return err
}
