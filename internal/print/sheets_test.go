package print

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"counterpart/internal/pdftest"
)

// Each sheet begins on a page of its own, long ones go on, and every page carries the label.
func TestSheets(t *testing.T) {
	long := Sheet{Title: "Table 1", Lead: "Long Hall"}
	for i := range 60 {
		long.Rows = append(long.Rows, SheetRow{
			Day: fmt.Sprintf("Day %d", 1+i/30), When: "09:00 to 09:20", What: fmt.Sprintf("Meeting %d with %s", i, samples["Thai"]), Detail: "Indonesia; Thailand", Where: "Table 1",
		})
	}
	var out bytes.Buffer
	err := WriteSheets(&out, Sheets{
		Head: testHead, Title: "Meetings: Members’ function", Place: "Jakarta", Dates: "5 June 2024", AsAt: "3 June 2024, 17:00", Label: "TLP:AMBER", Demo: true,
		Sheets: []Sheet{long, {Title: "Table 2", None: "No meeting is planned."}},
	})
	if err != nil {
		t.Fatal(err)
	}
	doc := pdftest.Parse(t, out.Bytes())
	pages := len(doc.Pages)
	if pages < 4 {
		t.Fatalf("%d pages for sixty meetings and an empty table", pages)
	}
	for i := range pages {
		if text := doc.Text(i); strings.Count(text, "TLP:AMBER") < 2 {
			t.Errorf("page %d does not carry its label at head and foot:\n%s", i+1, text)
		}
	}
	if first := doc.Text(0); !strings.Contains(first, "Meeting 0 with") || !strings.Contains(first, "Day 1") || !strings.Contains(first, "As at 3 June 2024, 17:00.") {
		t.Errorf("the first page says:\n%s", first)
	}
	if last := doc.Text(pages - 1); !strings.Contains(last, "Table 2") || !strings.Contains(last, "No meeting is planned.") || strings.Contains(last, "Meeting 59") {
		t.Errorf("the last page says:\n%s", last)
	}
}
