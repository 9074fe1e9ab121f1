package pack

import (
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/indicators/catalogue"
)

// ReportTemplate is what a report of a period is begun from (report_templates.yaml).
type ReportTemplate struct {
	Code      string
	Name      Text
	Frequency string // one of catalogue.Frequencies
	Kind      string // a PublicationKind
	Summary   Text
	Sections  []ReportSection
	Order     int
	At        Source
}

// ReportSection is one part of a report: words, figures, charts and a list, in this order.
type ReportSection struct {
	Title   Text
	Text    Text
	Figures []string // computations of the catalogue
	Charts  []string // "people/sex": a computation, and by what it is divided, or "people/periods"
	List    string   // one of ReportLists; may be empty
}

// The lists that a report can hold.
const (
	ListActivities   = "activities"
	ListRequests     = "requests"
	ListCommitments  = "commitments"
	ListOutcomes     = "outcomes"
	ListThreads      = "threads"
	ListPublications = "publications"
	ListFramework    = "framework"
)

// ReportLists are the lists that a report can hold.
var ReportLists = []string{ListActivities, ListRequests, ListCommitments, ListOutcomes, ListThreads, ListPublications, ListFramework}

const famTemplate = "report template"

func readReportTemplates(l *loader, s sheet) {
	s.each(func(t *table) {
		r := ReportTemplate{
			At: t.at, Code: t.named(famTemplate, "code"), Name: t.name("name", required), Frequency: t.oneOf("frequency", required, catalogue.Frequencies),
			Kind: t.refer("kind", required, famPublication), Summary: t.text("summary", optional), Order: t.order(len(l.pack.ReportTemplates)),
		}
		if n := t.take("sections", required); n != nil {
			l.each(s.file, n, func(t *table) { r.Sections = append(r.Sections, readReportSection(t)) })
		}
		l.pack.ReportTemplates = append(l.pack.ReportTemplates, r)
	})
}

func readReportSection(t *table) ReportSection {
	s := ReportSection{
		Title: t.name("title", required), Text: t.text("text", optional), Figures: t.lines("figures", optional), Charts: t.lines("charts", optional),
		List: t.oneOf("list", optional, ReportLists),
	}
	for _, key := range s.Figures {
		if _, known := catalogue.Find(key); !known {
			t.l.problem(t.source(t.values["figures"]), fmt.Sprintf("there is no figure %q", shorten(key)), "Choose among "+strings.Join(catalogue.Keys(), ", "))
		}
	}
	for _, chart := range s.Charts {
		key, by, _ := strings.Cut(chart, "/")
		c, known := catalogue.Find(key)
		switch {
		case !known:
			t.l.problem(t.source(t.values["charts"]), fmt.Sprintf("there is no figure %q", shorten(key)), "Choose among "+strings.Join(catalogue.Keys(), ", "))
		case !slices.Contains(c.Divisions(), by):
			t.l.problem(t.source(t.values["charts"]), fmt.Sprintf("%q cannot be divided by %q", key, shorten(by)), "Choose among "+strings.Join(c.Divisions(), ", "))
		}
	}
	return s
}
