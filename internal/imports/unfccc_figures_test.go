package imports_test

import (
	"testing"

	"counterpart/internal/activities"
	"counterpart/internal/results"
	"counterpart/internal/roomtest"
)

// figuresOfKinds says as which figure a kind of the pack lakes counts.
var figuresOfKinds = map[string]string{"riparian": "states", "service": "agencies", "fishers": "organisations", "fund": "organisations", "institute": "organisations"}

// figures holds what a report would say against the count straight from the file: people, and parties by kind.
func (h house) figures(t *testing.T, activityID string, persons int, kinds map[string]int) {
	t.Helper()
	if err := activities.New(h.d).MarkHeld(t.Context(), officer, activityID); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"people": persons, "nominated": persons, "confirmed": persons, "attended": persons, "sex_unknown": persons, "parties": sum(kinds)}
	for kind, n := range kinds {
		want[figuresOfKinds[kind]] += n
		if figuresOfKinds[kind] == "organisations" {
			want["organisations_by_"+kind] = n
		}
	}
	numbers, err := results.New(h.d).Live(t.Context(), roomtest.Holding("reader", results.RightSee), activityID)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range numbers {
		if w, known := want[n.Key]; known && n.Value != w {
			t.Errorf("the report says %s: %d; the file holds %d", n.Key, n.Value, w)
		}
		delete(want, n.Key)
	}
	for key := range want {
		t.Errorf("the report does not count %s", key)
	}
}
