package auditweb

import (
	"testing"

	"counterpart/internal/audit"
)

func TestDetailsAreInWords(t *testing.T) {
	t.Parallel()
	const own, other = "01a21580-7df9-7b4e-a5e2-61bd718e8112", "01a21580-905f-7db2-9506-f868cacce7c8"
	for detail, want := range map[string]string{
		`{"person_id":"` + own + `","activity_id":"` + other + `","given":true,"item":"photo"}`: "activity: …cce7c8 · given: yes · item: photo",
		`{"expires_at":"2026-11-26T02:09:56.095672Z","strong":false,"name":""}`:                 "expires at: 26 Nov 2026, 02:09:56 UTC · strong: no",
		`{"days":30,"ids":["` + other + `"]}`:                                                   `days: 30 · ids: ["…cce7c8"]`,
		"null":                                                                                  "", "": "", "as it was": "as it was",
	} {
		if got := (row{Line: audit.Line{RecordID: own, Detail: detail}}).detailFacts(); got != want {
			t.Errorf("%s reads %q, want %q", detail, got, want)
		}
	}
}
