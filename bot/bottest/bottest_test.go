package bottest

import "testing"

func TestScripts(t *testing.T) { Run(t, newClub) }

func TestFeatureLimits(t *testing.T) { CheckFeatures(t, newClub(Env{}).Features...) }
