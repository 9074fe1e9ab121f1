package lawsweb_test

import (
	"os"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/dbtest"
	"counterpart/internal/laws"
	"counterpart/internal/laws/lawsweb"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../akn/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A law is entered form by form, its texts are imported after a rehearsal, and everybody reads it by the day.
func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	thailand := roomtest.PartyID(t, d, "thailand")
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{laws.RightSee: true}}
	officer := roomtest.Holding("officer", laws.RightSee, laws.RightEdit, parties.RightSee)
	public := access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	s := roomtest.Serve(t, officer, &lawsweb.Pages{Laws: laws.New(d, laws.Options{Files: roomtest.Files(t, d)}), Parties: parties.New(d), Vocabulary: vocabulary.New(d)})
	s.Get(200, "/laws", "No law matches", "Enter a law")
	s.Get(200, "/laws/new", "Thailand", "TLP:CLEAR")
	s.Post(422, "/laws", nil, "Choose whose law it is", "Write the title in the language of the law", "Choose what kind of law it is")
	s.Post(422, "/laws", []string{"party_id", thailand, "year", "x", "title", "as typed"}, "write a whole number", "as typed")
	s.Post(422, "/laws", []string{"party_id", thailand, "year", "2090", "url", "nowhere", "akn", "x"}, "Choose what kind of law", "Write the whole address", "Write the IRI")
	form := []string{"party_id", thailand, "kind", "act", "number", "7", "year", "2090", "title", "พระราชบัญญัติ <ตัวอย่าง>", "language", "th", "translation", "Sample Act (invented)", "from", "2090-04-01", "label", "TLP:CLEAR"}
	at := s.Post(303, "/laws", form)
	s.Get(200, at, "พระราชบัญญัติ &lt;ตัวอย่าง&gt;", "Not in force yet", "Act No. 7 of 2090 (Thailand)", "No text is held yet")
	s.Get(200, at+"/edit", `value="2090"`)
	s.Post(409, at, append(form, "version", "7"), "Somebody else changed this record")
	s.Post(303, at, append(form, "version", "1", "note", "Invented."))

	s.Get(200, at+"/import", "Akoma Ntoso 3.0")
	s.Post(422, at+"/import", nil, "The file is empty")
	s.Upload(422, at+"/import", nil, "law.xml", []byte("<!DOCTYPE x>\n<x/>"), "Line 1:", "declares a document type")
	rehearsal := s.Upload(303, at+"/import", nil, "law.xml", sample(t, "invented-th.xml"))
	s.Get(200, rehearsal, "/akn/th/act/2090-03-01/7", "1 April 2090", "Thai")
	text := s.Post(303, rehearsal+"/take", nil)
	s.Get(404, rehearsal)
	s.Get(200, text, "มาตรา ๒ คำนิยาม", `id="chp_1__art_2"`, "As it stood on 1 April 2090", "In force", "หมวด ๒")
	rehearsal = s.Upload(303, at+"/import", nil, "law.xml", sample(t, "invented-th-amended.xml"))
	s.Get(200, rehearsal, "1 new, 1 changed, 1 gone", "chp_2__art_3bis")
	s.Post(303, rehearsal+"/take", nil)
	s.Get(200, s.Upload(303, at+"/import", nil, "law.xml", sample(t, "invented-th.xml")), "held already")
	s.Post(303, s.Upload(303, at+"/import", nil, "law.xml", sample(t, "invented-th.xml"))+"/discard", nil)

	other := s.Post(303, "/laws", []string{"party_id", thailand, "kind", "act", "number", "8", "year", "2092", "title", "Amending", "language", "en", "label", "TLP:CLEAR"})
	s.Get(200, at+"/link", "Act No. 8 of 2092 (Thailand)")
	s.Get(200, at+"/link?find=nothing", "The register holds no other law")
	s.Post(422, at+"/link", []string{"by_id", other[len("/laws/"):]}, "Choose what the other law does")
	s.Post(303, at+"/link", []string{"by_id", other[len("/laws/"):], "kind", "amends", "on", "2092-01-01"})
	s.Get(200, at+"/file", "The gazette")
	s.Upload(422, at+"/file", nil, "gazette.csv", []byte("a;b\n1;2\n"), "Say what the file is")
	s.Upload(303, at+"/file", []string{"title", "Gazette", "label", "TLP:AMBER"}, "gazette.csv", []byte("a;b\n1;2\n"))
	s.Get(200, at, "Gazette", "TLP:AMBER", "Take back")

	s.Actor = public
	s.Get(200, "/laws?q=sample&kind=act", "Sample Act (invented)", "Thailand")
	s.Get(200, "/laws?on=2090-03-31", "No law matches")
	s.Get(422, "/laws?on=tomorrow", "National laws")
	s.Get(200, "/laws.csv?kind=act", "พระราชบัญญัติ", "Not in force yet")
	s.Get(200, at, "Amended by", "Act No. 8 of 2092 (Thailand)", "No file is kept, or none is open to you")
	s.Get(200, other, "Amends")
	s.Get(200, at+"/at/2091-01-01/chp_2__art_3", "ความผิด", "ไม่ใช้บังคับแก่ผู้เยาว์", "หมวด ๒ ความผิดและบทกำหนดโทษ")
	s.Get(404, at+"/at/2092-01-01/chp_2__art_3__para_2")
	s.Get(404, at+"/at/yesterday")
	s.Get(404, at+"/at/2080-01-01")
	s.Get(303, at+"/at/2091-01-01?on=2092-01-01&language=th")
	s.Get(200, at+"/compare", "1 new, 1 changed, 1 gone", "New: chp_2__art_3bis")
	s.Get(303, at+"/edit")
	if list := (struct {
		Items []laws.Law `json:"items"`
	}{}); true {
		s.Call(200, "GET", "/laws", nil, &list)
		if len(list.Items) != 2 {
			t.Errorf("%+v", list)
		}
	}
}

func TestAPI(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	s := roomtest.Serve(t, roomtest.Holding("officer", laws.RightSee, laws.RightEdit), &lawsweb.Pages{Laws: laws.New(d, laws.Options{Files: roomtest.Files(t, d)}), Parties: parties.New(d), Vocabulary: vocabulary.New(d)})
	var made, read struct {
		ID string `json:"id"`
	}
	s.Call(201, "POST", "/laws", map[string]any{"party_id": roomtest.PartyID(t, d, "thailand"), "kind": "act", "year": 2090, "title": "Sample", "language": "en"}, &made)
	at := "/laws/" + made.ID
	s.Call(422, "POST", at+"/imports", map[string]any{"name": "law.xml", "xml": "<a/>"}, nil)
	s.Call(201, "POST", at+"/imports", map[string]any{"name": "law.xml", "xml": string(sample(t, "invented-th.xml"))}, &read)
	var r laws.Rehearsal
	s.Call(200, "GET", at+"/imports/"+read.ID, nil, &r)
	if r.Units != 11 || r.Language != "th" {
		t.Errorf("%+v", r)
	}
	var text laws.Text
	s.Call(200, "POST", at+"/imports/"+read.ID+"/take", nil, &text)
	var unit laws.Reading
	s.Call(200, "GET", at+"/at/2090-05-01?eid=chp_1__art_2", nil, &unit)
	if len(unit.Provisions) != 4 || unit.Text.ID != text.ID {
		t.Errorf("%+v", unit)
	}
	s.Call(204, "PUT", at+"?version=2", map[string]any{"party_id": "x", "kind": "code", "year": 2090, "title": "Sample", "language": "en"}, nil)
	s.Call(409, "GET", at+"/compare", nil, nil)
}
