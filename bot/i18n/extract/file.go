package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/pelletier/go-toml/v2"

	"github.com/alumnibot/alumnibot/bot/i18n/scan"
)

// file is a language file, as package i18n reads it.
type file struct {
	Tag      string     `toml:"tag"`
	Name     string     `toml:"name"`
	Sentence []sentence `toml:"sentence"`
}

type sentence struct {
	Ja   string `toml:"ja"`
	En   string `toml:"en"`
	Text string `toml:"text"`
}

// read returns the language file at path; an empty one if there is none.
func read(path string) (file, error) {
	var f file
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	if err := toml.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// translation returns what the file has for a sentence; "" if nothing.
func (f file) translation(s scan.Sentence) string {
	for _, known := range f.Sentence {
		if known.Ja == s.Ja && known.En == s.En {
			return known.Text
		}
	}
	return ""
}

// fill adds each sentence once, translated.
func (f *file) fill(all []scan.Sentence, translate func(scan.Sentence) string) {
	seen := map[sentence]bool{}
	for _, s := range all {
		key := sentence{Ja: s.Ja, En: s.En}
		if seen[key] {
			continue
		}
		seen[key] = true
		f.Sentence = append(f.Sentence, sentence{s.Ja, s.En, translate(s)})
	}
}

func (f file) write(w io.Writer) error {
	data, err := toml.Marshal(f)
	if err != nil {
		return fmt.Errorf("write the language: %w", err)
	}
	_, err = w.Write(data)
	return err
}
