// Command extract writes a language file for translators: every sentence of the
// module, with the translations that the file has already.
//
//	go run ./bot/i18n/extract -tag fr -name Français
//
// It is run in the module's root, and writes bot/i18n/languages/fr.toml. With -pseudo
// it prints a made-up language instead, whose sentences are the English ones with
// accents and a third longer: for looking whether everything is translated and fits.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/alumnibot/alumnibot/bot/i18n/scan"
)

func main() {
	tag := flag.String("tag", "", "BCP 47 tag of the language, such as fr")
	name := flag.String("name", "", "what the language calls itself")
	pseudo := flag.Bool("pseudo", false, "print the pseudo-language")
	flag.Parse()
	if err := run(*tag, *name, *pseudo, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "extract:", err)
		os.Exit(1)
	}
}

func run(tag, name string, pseudo bool, out io.Writer) error {
	all, _, err := scan.Module(".")
	if err != nil {
		return err
	}
	if pseudo {
		f := file{Tag: "qps", Name: "Pseudo"}
		f.fill(all, accented)
		return f.write(out)
	}
	if tag == "" || name == "" {
		return fmt.Errorf("give the language's -tag, such as fr, and its -name, such as Français")
	}
	path := filepath.Join("bot", "i18n", "languages", tag+".toml")
	known, err := read(path)
	if err != nil {
		return err
	}
	f := file{Tag: tag, Name: name}
	f.fill(all, known.translation)
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := f.write(to); err != nil {
		to.Close()
		return err
	}
	return to.Close()
}
