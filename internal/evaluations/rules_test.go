package evaluations

import (
	"strconv"
	"strings"
	"testing"
)

// What is said to an evaluation stays within its bounds, and nothing but how many is shown of few.
func TestSummaries(t *testing.T) {
	t.Parallel()
	questions := []Asked{{Key: "q1", Kind: Likert, Per: PerActivity}, {Key: "q2", Kind: Recommend, Per: PerActivity}, {Key: "q3", Kind: Free, Per: PerActivity}, {Key: "q4", Kind: Free, Per: PerSession}}
	var all []Said
	for n := range 5 {
		all = append(all, Said{"q1": strconv.Itoa(n + 1), "q2": []string{"10", "9", "8", "6", "0"}[n]})
	}
	all[0]["q3"], all[0]["q4"] = "more time", "too long"
	out := summarise(questions, all, 5)
	if !out[0].Shown || out[0].Mean != 3 || out[0].Counts[4] != 1 || out[1].Recommend != 0 || !out[2].Shown || out[2].Texts[0] != "more time" {
		t.Errorf("%+v", out)
	}
	if out[3].Shown || out[3].Texts != nil {
		t.Errorf("one person's words about a session are shown: %+v", out[3])
	}
	for _, s := range summarise(questions, all[:4], 5) {
		if s.Shown || s.Counts != nil || s.Texts != nil || s.Mean != 0 {
			t.Errorf("shown of four: %+v", s)
		}
	}
	if _, err := (Said{"q1": "6", "q2": "11", "q3": strings.Repeat("x", 2001)}).keep(questions); err == nil || strings.Count(err.Error(), ".") < 3 {
		t.Errorf("taken: %v", err)
	}
	if _, err := (Said{"q9": "x"}).keep(questions); err == nil {
		t.Error("an answer to nothing is taken")
	}
}
