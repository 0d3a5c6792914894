package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
)

type playCmd struct {
	Update bool     `help:"Rewrite the files to what people see."`
	Files  []string `arg:"positional,required" placeholder:"FILE" help:"Conversations to play."`
}

// errDiffers: people see something else than is written. What, was printed.
var errDiffers = errors.New("a conversation differs")

// Run plays the files, each in a world of its own.
func (p playCmd) Run(s *environment) error {
	differs := false
	for _, file := range p.Files {
		same, err := p.play(s, file)
		if err != nil {
			return usageError{err}
		}
		differs = differs || !same
	}
	if differs && !p.Update {
		return errDiffers
	}
	return nil
}

func (p playCmd) play(s *environment, file string) (same bool, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return false, err
	}
	played, err := bottest.Player{Build: script.Bot}.Play(s.ctx, file, text, p.Update)
	if err != nil {
		return false, err
	}
	if played.LeftOut != "" {
		fmt.Fprintf(s.stdout, "%s: not played: %s\n", file, played.LeftOut)
		return true, nil
	}
	if played.Differences != "" {
		fmt.Fprintf(s.stdout, "%s: - as written, + as seen\n%s", file, played.Differences)
	}
	if p.Update && !bytes.Equal(played.Script, text) {
		return true, os.WriteFile(file, played.Script, 0o644)
	}
	return played.Differences == "", nil
}
