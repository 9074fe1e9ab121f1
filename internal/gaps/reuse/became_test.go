package reuse_test

import (
	"testing"

	"counterpart/internal/gaps/reuse"
)

func TestBecame(t *testing.T) {
	t.Parallel()
	got := map[[2]string]reuse.Relation{}
	for _, m := range reuse.Became([][2]string{{"stays", "stays"}, {"old", "new"}, {"whole", "first"}, {"whole", "second"}, {"one", "both"}, {"two", "both"}}) {
		got[[2]string{m.From, m.To}] = m.Relation
	}
	want := map[[2]string]reuse.Relation{
		{"old", "new"}: reuse.Equal, {"whole", "first"}: reuse.Superset, {"whole", "second"}: reuse.Superset, {"one", "both"}: reuse.Subset, {"two", "both"}: reuse.Subset,
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
	for pair, relation := range want {
		if got[pair] != relation {
			t.Errorf("%v: %q, want %q", pair, got[pair], relation)
		}
	}
}
