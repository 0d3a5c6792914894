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

	"github.com/alexflint/go-arg"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for went wrong, or a script differs
	exitUsage  = 2 // the command line or the configuration has to change
)

// commandLine has a field for every command. The one that is asked for is not nil.
type commandLine struct {
	Playground *playgroundCmd `arg:"subcommand" help:"Open a page in which a made-up community lives. Needs no token, no account and no server."`
	Serve      *serveCmd      `arg:"subcommand" help:"Run the bot for the configured platforms."`
	Seed       *seedCmd       `arg:"subcommand" help:"Fill an empty community with made-up members, for rehearsals and load tests."`
	Do         *doCmd         `arg:"subcommand" help:"Run one command as a person, for scripts."`
	Doctor     *doctorCmd     `arg:"subcommand" help:"Check what serve needs, and say what to do."`
	Manifest   *manifestCmd   `arg:"subcommand" help:"Print what a platform needs to know of the bot."`
	Play       *playCmd       `arg:"subcommand" help:"Play written conversations and compare what people see."`
	Version    *versionCmd    `arg:"subcommand" help:"Print the version, or the licences."`
	Help       *helpCmd       `arg:"subcommand" help:"Show this help, or that of a command."`
}

// Description is printed above the help.
func (commandLine) Description() string {
	return "Keeps a company and the people who left it in touch, in the chat they already use.\n"
}

// runner is each command that has none below it.
type runner interface {
	Run(*environment) error
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
	parser, err := arg.NewParser(arg.Config{Program: "alumnibot", IgnoreEnv: true}, &line)
	if err != nil {
		fmt.Fprintln(e.stderr, "alumnibot:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"help"}
	}
	switch err := parser.Parse(args); {
	case errors.Is(err, arg.ErrHelp):
		parser.WriteHelp(e.stdout)
		return exitOK
	case err != nil:
		return misread(e.stderr, err, parser.SubcommandNames())
	case line.Help != nil:
		if err := parser.WriteHelpForSubcommand(e.stdout, line.Help.Command...); err != nil {
			return misread(e.stderr, err, nil)
		}
		return exitOK
	}
	chosen, ok := parser.Subcommand().(runner)
	if !ok {
		return misread(e.stderr, errors.New("a command is missing"), parser.SubcommandNames())
	}
	return exitCode(e.stderr, chosen.Run(e))
}

// misread says that the command line cannot be read, and where to look it up.
func misread(stderr io.Writer, err error, commands []string) int {
	fmt.Fprintf(stderr, "alumnibot: %v\nHow to use it: %s\n", err, strings.Join(append([]string{"alumnibot help"}, commands...), " "))
	return exitUsage
}

func exitCode(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	if !errors.Is(err, errDiffers) && !errors.Is(err, errUnwell) && !errors.Is(err, errRefused) {
		fmt.Fprintln(stderr, "alumnibot:", err)
	}
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

type versionCmd struct {
	Licences bool `arg:"--licences" help:"Print the licences of what is linked."`
}

// licences is what go run ./cmd/licences wrote.
//
//go:embed licences.txt
var licences string

// Run prints the version that the binary was built from, or the licences.
func (v *versionCmd) Run(s *environment) error {
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

// helpCmd is carried out by run, which knows the commands.
type helpCmd struct {
	Command []string `arg:"positional" help:"The command to explain."`
}
