package main

import (
	"bytes"
	"path/filepath"
	"testing"
)

// TestEveryScriptPlays has the command play the scripts of every feature, but for
// those which say why only their room can.
func TestEveryScriptPlays(t *testing.T) {
	files, err := filepath.Glob("../../bot/feature/*/testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(filepath.Dir(file))) + "/" + filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			same, err := playCmd{}.play(&environment{ctx: t.Context(), stdout: &out}, file)
			if err != nil || !same {
				t.Errorf("%s%v", out.String(), err)
			}
		})
	}
}
