package gapreportsweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/dbtest"
	"counterpart/internal/gapreports"
	"counterpart/internal/gapreports/gapreportsweb"
	"counterpart/internal/gaps"
	"counterpart/internal/laws"
	"counterpart/internal/publications"
	"counterpart/internal/recommendations"
	"counterpart/internal/roomtest"
	"counterpart/internal/roomtest/cleared"
	"counterpart/internal/vocabulary"
)

// A report is read, taken along in two formats, and its public version begun as a publication.
func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	states := cleared.Fill(t, d, cleared.Size{States: 3, Instruments: 2, Provisions: 40, Rounds: 2})
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true, laws.RightSee: true, recommendations.RightRead: true}}
	officer := roomtest.Holding("officer", gaps.RightSee, gaps.RightRead, laws.RightSee, recommendations.RightSee, recommendations.RightRead, publications.RightSee, publications.RightWrite)
	officer.Grants = append(officer.Grants, everybody)
	register := laws.New(d, laws.Options{})
	books := publications.New(d, publications.Options{Files: roomtest.Files(t, d)})
	s := roomtest.Serve(t, officer, &gapreportsweb.Pages{Reports: gapreports.New(d, gaps.New(d, register), register), Publications: books, Vocabulary: vocabulary.New(d)})
	one, all := "/gaps/assessment-"+states[0]+"/report", "/gap-projects/project/report"
	s.Get(200, one, "Atlantis 00", "TLP:AMBER", "Annex: Invented convention no. 0", "Public version")
	s.Get(200, one+"?public=1", "TLP:CLEAR", "Begin a publication of it")
	s.Get(200, one+"?instrument=conv1&public=1", "Annex: Invented convention no. 1")
	s.Get(404, one+"?instrument=nothing")
	s.Get(404, one+"/html")
	s.Get(404, "/gaps/nowhere/report", "There is no report that you can read")
	if pdf := s.Get(200, one+"/pdf"); !strings.HasPrefix(pdf, "%PDF-") {
		t.Error("no PDF")
	}
	if doc := s.Get(200, all+"/docx"); !strings.HasPrefix(doc, "PK") {
		t.Error("no document")
	}
	s.Get(200, all, "regional report", "Atlantis 02")
	to := s.Post(303, all+"/publication", []string{"instrument", "conv0"})
	p, err := books.Find(t.Context(), officer, strings.TrimPrefix(to, "/publications/"))
	if err != nil || p.Publication.Label != "TLP:CLEAR" || !strings.Contains(p.Publication.Title, "regional report") {
		t.Errorf("%+v %v", p.Publication, err)
	}
	var r gapreports.Report
	s.Call(200, "GET", "/gap-projects/project/report?public=true", nil, &r)
	if !r.Regional || r.Label != "TLP:CLEAR" || !strings.Contains(r.Body, "## Gaps, by theme") {
		t.Errorf("the API says %+v", r)
	}
	s.Actor = access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	s.Get(200, one, "TLP:CLEAR")
	s.Get(200, all+"/pdf")
	s.Post(403, all+"/publication", nil)
}
