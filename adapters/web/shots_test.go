package web

import "testing"

func TestPictures(t *testing.T) {
	s, f, a := open(t, nil)
	if s.shots == "" {
		t.Skip("ALUMNIBOT_SHOTS names no directory")
	}
	populate(t, a, f)
	s.size(1280, 800)
	s.visit("web:hana", "web:#gigs")
	s.shot("slack-light")
	s.dark(true)
	s.shot("slack-dark")
	s.click(`[data-look-choice=discord]`)
	s.shot("discord-dark")
	s.dark(false)
	s.shot("discord-light")
}
