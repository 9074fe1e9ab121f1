package instrumentsweb_test

import (
	"regexp"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/dbtest"
	"counterpart/internal/instruments"
	"counterpart/internal/instruments/instrumentsweb"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

const lake = "code: lake\nversion: 1\ntitle: Convention on <the lake>\nshort: Lake\nlanguage: en\nprovisions:\n- {key: a, number: Art. 1, title: Water, obligation: shall, theme: border}\n"

// A library is brought, looked at and loaded; its next version is compared; a State's status is written, taken along and brought again.
func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{instruments.RightRead: true}}
	officer := roomtest.Holding("officer", instruments.RightLoad, instruments.RightStatus)
	officer.Grants = append(officer.Grants, everybody)
	s := roomtest.Serve(t, officer, &instrumentsweb.Pages{Instruments: instruments.New(d), Vocabulary: vocabulary.New(d)})
	s.Get(200, "/instruments", "TIP Protocol", "Draft", "Bring a library")
	s.Get(200, "/instruments/untip", "This is a draft", "Art. 6(6)", "Shall consider", "Version 1", "(in use)")
	s.Get(200, "/instruments/untip?obligation=consider&theme=border", "Art. 11(5)", "Prevention, cooperation")
	s.Get(200, "/instruments/untip/provisions/5", "Is attempt punishable?", "Criminalisation of trafficking in persons", "is a part of")
	s.Get(404, "/instruments/untip/provisions/99")
	s.Get(200, "/instruments/untip/versions/1/changes", "was the first one")
	s.Get(404, "/instruments/untip/versions/x")
	s.Get(200, "/instruments/untip/versions/1/library.yaml", "code: untip")

	s.Get(200, "/instrument-files?kind=library", "Nothing is written until you take the file")
	s.Post(422, "/instrument-files", []string{"kind", "library"}, "Choose a file.")
	s.Upload(422, "/instrument-files", []string{"kind", "library"}, "a.yaml", []byte{0xff}, "no text in UTF-8")
	bad := s.Upload(303, "/instrument-files", []string{"kind", "library"}, "bad.yaml", []byte("code: lake\n"))
	s.Get(200, bad, "cannot be taken", "bad.yaml:1: the field &#34;version&#34; is missing")
	s.Post(422, bad+"/take", nil)
	s.Post(303, bad+"/drop", nil)
	at := s.Upload(303, "/instrument-files", []string{"kind", "library"}, "lake.yaml", []byte(lake))
	s.Get(200, at, "A new instrument, lake", "Art. 1 Water", "Load version 1")
	if to := s.Post(303, at+"/take", nil); to != "/instruments/lake" {
		t.Errorf("leads to %s", to)
	}
	s.Get(200, at, "Nothing would change")
	at = s.Upload(303, "/instrument-files", []string{"kind", "library"}, "lake2.yaml", []byte("code: lake\nversion: 2\ntitle: Lake\nshort: Lake\nlanguage: en\nprovisions:\n- {key: b, title: Other water, was: [a]}\n"))
	s.Get(200, at, "take the place of version 1", "Renumbered")
	s.Post(303, at+"/take", nil)
	s.Get(200, "/instruments/lake/versions/2/changes", "Renumbered", "Art. 1 Water", "number, title, obligation, theme, assessable")
	s.Get(200, "/instruments/lake/versions/1", "An earlier version", "Convention on &lt;the lake&gt;")
	s.Get(200, "/instruments/lake/provisions/a", "This provision is gone")
	at = s.Upload(303, "/instrument-files", []string{"kind", "mappings"}, "m.yaml", []byte("code: ours\ntitle: Ours\nmappings: [{from: 'lake:b', to: 'untip:11.1', relation: intersect, rationale: Both guard.}]\n"))
	s.Get(200, at, "lake:b intersect untip:11.1", "Take the mappings")
	s.Post(303, at+"/take", nil)
	s.Get(200, "/instruments/untip/provisions/11.1", "Both guard.", "has something in common with")

	pair := "/treaty-status/" + roomtest.PartyID(t, d, "fiji") + "/untip"
	s.Get(200, pair, "No status has been entered", "Not known")
	s.Get(200, pair+"/edit", `name="version" value="0"`)
	s.Post(422, pair, []string{"version", "0", "signed_on", "soon"}, "Signed")
	s.Post(422, pair, []string{"version", "0", "consent_on", "2017-09-19"}, "go together")
	s.Post(303, pair, []string{"version", "0", "consent_on", "2017-09-19", "consent_means", "accession", "in_force_on", "2017-10-19", "source", "Depositary", "url", "https://treaties.example/1"})
	s.Post(409, pair, []string{"version", "0", "signed_on", "2000-12-12"}, "Somebody else changed this record")
	s.Get(200, pair, "Accession 19 September 2017", "https://treaties.example/1", "Party")
	s.Get(200, pair+"/reservations/new", "Art. 15 Settlement of disputes")
	s.Post(422, pair+"/reservations", []string{"kind", "reservation"}, "Write what it says")
	s.Post(303, pair+"/reservations", []string{"kind", "reservation", "made_on", "2017-09-19", "provisions", "15", "words", "Not bound by <15>."})
	edit := regexp.MustCompile(pair + `/reservations/[0-9a-f-]{36}`).FindString(s.Get(200, pair, "Not bound by &lt;15&gt;."))
	s.Get(200, edit, "Not bound by")
	s.Post(303, edit, []string{"kind", "reservation", "made_on", "2017-09-19", "withdrawn_on", "2018-01-01", "provisions", "15", "words", "Not bound.", "version", "1"})
	s.Post(409, edit+"/remove", []string{"version", "1"})
	s.Get(200, "/treaty-status?at=2017-12-01", "1 December 2017", "2017-10-19", "1 reservation or declaration")
	s.Get(200, "/treaty-status?at=2017-10-01", "Consented, not in force yet")
	s.Get(422, "/treaty-status?at=soon")
	out := s.Get(200, "/treaty-status.csv", "status,fiji,untip,,accession,2017-09-19,2017-10-19", "reservation,fiji,untip")
	at = s.Upload(303, "/instrument-files", []string{"kind", "statuses"}, "s.csv", []byte(out+"status,tonga,untoc,2000-12-12,,,,,,,,,,,\nstatus,Atlantis,untoc,2000-12-12,,,,,,,,,,,\n"))
	s.Get(200, at, "Take the good rows", "There is no party &#34;Atlantis&#34;", "signed 2000-12-12")
	if to := s.Post(303, at+"/take", nil); to != at {
		t.Errorf("leads to %s", to)
	}
	s.Get(200, at, "Nothing would change")
	s.Post(303, edit+"/remove", []string{"version", "2"})
	s.Post(303, pair+"/remove", []string{"version", "1"})

	var matrix instruments.Matrix
	s.Call(200, "GET", "/treaty-statuses?at=2024-01-01", nil, &matrix)
	if len(matrix.Statuses) != 1 || len(matrix.States) < 45 {
		t.Errorf("the API says %d statuses of %d States", len(matrix.Statuses), len(matrix.States))
	}
	s.Call(204, "PUT", "/treaty-statuses/"+matrix.States[0].ID+"/untip?version=0", instruments.StatusDraft{SignedOn: "2001-01-01"}, nil)
	s.Call(422, "GET", "/treaty-statuses?at=never", nil, nil)

	s.Actor = access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	s.Get(200, "/instruments", "TIP Protocol")
	s.Get(200, "/treaty-status")
	s.Get(303, pair+"/edit")
	s.Actor = access.Actor{Account: "reader", Via: "session", Grants: []access.Grant{everybody}}
	s.Get(403, pair+"/edit")
	s.Get(403, "/instrument-files")
}
