package indicatorsweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/indicatorsweb"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// From the form to the published value, and its restatement, with two people.
func TestAValueIsEnteredApprovedPublishedAndRestated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		svc := indicators.New(d, roomtest.Files(t, d))
		if err := svc.LoadPack(t.Context(), roomtest.Holding("loader", vocabulary.RightLoad), roomtest.Pack(t, "bali")); err != nil {
			t.Fatal(err)
		}
		officer := roomtest.Holding("officer", indicators.RightSee, indicators.RightEdit, indicators.RightPropose, indicators.RightPublish, indicators.RightVerify)
		manager := roomtest.Holding("manager", indicators.RightSee, indicators.RightApprove)
		s := roomtest.Serve(t, officer, &indicatorsweb.Pages{Indicators: svc})
		body := s.Get(200, "/framework", "Impact: Movement in the region", "States and territories engaged", "12 (2022)", "none yet")
		id := hrefAfter(t, body, "Cases opened together", "/indicators/")
		s.Get(200, "/indicators/"+id, "Entered with evidence", "First half of 2024", "Not over yet", "Second half of 2023", "No value")
		s.Get(200, "/indicators/"+id+"/propose?period=2023-H2", "Propose a value", "What it rests on")
		s.Post(422, "/indicators/"+id+"/values", []string{"period", "2023-H2", "value", "many"}, "Write the value as a number", "Write what the value rests on", "Give the address of the evidence")
		value := s.Post(303, "/indicators/"+id+"/values", []string{"period", "2023-H2", "value", "4", "evidence", "Letters of two States", "evidence_url", "https://example.org/letters", "reason", "No register has it"})
		s.Get(200, value, "Proposed", "Letters of two States", "Withdraw")
		s.Actor = manager
		s.Post(303, value+"/approve", []string{"version", "1"})
		s.Actor = officer
		s.Post(303, value+"/publish", []string{"version", "2"})
		s.Get(200, "/indicators/"+id, "Published", "Restate")
		s.Get(200, "/framework/values.csv", "cases_referred,Cases opened together,2023-H2,2023-07-01,2023-12-31,4,cases", "TLP:CLEAR")
		again := s.Post(303, "/indicators/"+id+"/values", []string{"restate", "1", "period", "2023-H2", "value", "5", "evidence", "One letter more", "evidence_url", "https://example.org/letters", "reason", "A letter came late"})
		s.Actor = manager
		s.Post(422, again+"/send-back", nil, "Write what is wrong with it")
		s.Post(303, again+"/approve", []string{"version", "1"})
		s.Actor = officer
		s.Post(303, again+"/publish", []string{"version", "2"})
		s.Get(200, "/indicators/"+id, "A letter came late", "was published on")
		s.Get(200, value, "Restated by", "Restated")
		var page indicators.Page
		s.Call(200, "GET", "/indicators/"+id, nil, &page)
		for _, p := range page.Periods {
			if p.Period.Code == "2023-H2" && (p.Current == nil || p.Current.Value != "5" || len(p.Restated) != 1) {
				t.Errorf("%+v", p)
			}
		}
		var failing struct{ Failing []indicators.Failure }
		s.Call(200, "GET", "/indicators/failing", nil, &failing)
		s.Actor = access.Actor{}
		s.Get(303, "/framework")
	})
}

func TestTheFrameworkIsChangedInForms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		svc := indicators.New(d, roomtest.Files(t, d))
		officer := roomtest.Holding("officer", indicators.RightSee, indicators.RightEdit, indicators.RightPropose)
		if err := svc.LoadPack(t.Context(), roomtest.Holding("loader", vocabulary.RightLoad), roomtest.Pack(t, "lakes")); err != nil {
			t.Fatal(err)
		}
		s := roomtest.Serve(t, officer, &indicatorsweb.Pages{Indicators: svc})
		s.Post(422, "/framework/results", []string{"level", "impact"}, "Write the name", "Write the code")
		s.Post(303, "/framework/results", []string{"level", "impact", "name", "Clean water", "code", "clean"})
		body := s.Get(200, "/framework", "Impact: Clean water")
		result := between(t, body, "/framework/indicators/new?result=", `"`)
		s.Get(200, "/framework/results/"+result, "Change the result")
		s.Get(200, "/framework/indicators/new?result="+result, "Add an indicator", "People who came", "Divided by")
		fields := []string{"result_id", result, "name", "Officers <b>", "code", "officers", "computation", "people", "dimensions", "sex", "measure", "unit", "direction", "up", "frequency", "quarterly", "owner_post", "executive_secretary", "targets", "2024-Q1 10\n2024-Q2 12.5"}
		s.Post(422, "/indicators", append([]string{"baseline", "4"}, fields...), "Write the baseline and its year", "2024-Q2 12.5")
		at := s.Post(303, "/indicators", fields)
		s.Get(200, at, "Officers &lt;b&gt;", "12.5", "Computed: People who came")
		s.Post(409, at, append([]string{"version", "9"}, fields...))
		s.Get(200, at+"/edit", "2024-Q1 10")
		s.Post(303, at, append([]string{"version", "1", "retired", "on"}, fields...))
		s.Get(200, at, "no longer followed")
	})
}

// hrefAfter finds the id in the link that holds the words.
func hrefAfter(t *testing.T, body, words, path string) string {
	t.Helper()
	before, _, ok := strings.Cut(body, words)
	i := strings.LastIndex(before, path)
	if !ok || i < 0 {
		t.Fatalf("no link %q", words)
	}
	id, _, _ := strings.Cut(before[i+len(path):], `"`)
	return id
}

func between(t *testing.T, body, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, from)
	if !ok {
		t.Fatalf("no %q in the page", from)
	}
	out, _, _ := strings.Cut(rest, to)
	return out
}
