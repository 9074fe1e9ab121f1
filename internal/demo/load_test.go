package demo_test

import (
	"testing"
	"time"

	"counterpart/internal/demo"
)

func TestZZ(t *testing.T) {
	s := time.Now()
	dir := t.TempDir()
	if err := demo.Load(t.Context(), "sqlite:///tmp/cb/story.db", dir, time.Now()); err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(s))
}
