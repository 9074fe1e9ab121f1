package print

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"counterpart/internal/pdftest"
)

func listPDF(t testing.TB, list List) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := ParticipantList(&out, list); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func testList(parties, people int) List {
	list := List{
		Head: testHead, Title: "Members’ Engagement Function", Place: "Jakarta", Dates: "5 June 2024",
		AsAt: "3 June 2024, 17:00 (UTC+7)", Label: "TLP:AMBER", Demo: true,
	}
	native := []string{samples["Thai"], samples["Khmer"], "", samples["Burmese"], samples["Chinese"]}
	for i := range parties {
		party := ListParty{Name: fmt.Sprintf("Party %c", 'A'+i)}
		for k := range people {
			party.People = append(party.People, ListPerson{
				Address: "Ms", Name: fmt.Sprintf("Person %d of %s", k+1, party.Name), NativeName: native[k%len(native)],
				Position: "Deputy Director", Unit: "General Department of Immigration", Head: k == people-1,
			})
		}
		list.Parties = append(list.Parties, party)
	}
	return list
}

func TestListOrderAndNumbers(t *testing.T) {
	list := testList(2, 3)
	list.Parties = append(list.Parties, ListParty{Name: "Party without people"})
	text := pdftest.Parse(t, listPDF(t, list)).Text(0)
	at := -1
	for _, want := range []string{
		"Members’ Engagement Function", "Jakarta, 5 June 2024",
		"Provisional list of participants, as at 3 June 2024, 17:00 (UTC+7)", "Participants: 6. Delegations: 2.",
		"Party A", "\n1.", "Ms Person 3 of Party A", "Head of delegation", "\n2.", "Ms Person 1 of Party A",
		"\n3.", "Ms Person 2 of Party A", "Party B", "\n4.", "Ms Person 3 of Party B",
	} {
		next := strings.Index(text[at+1:], want)
		if next < 0 {
			t.Fatalf("%q does not stand where it should, text is:\n%s", want, text)
		}
		at += 1 + next
	}
	if strings.Contains(text, "Party without people") {
		t.Error("a party without people has a heading")
	}
	list.Final = true
	text = pdftest.Parse(t, listPDF(t, list)).Text(0)
	if strings.Contains(text, "Provisional") || !strings.Contains(text, "\nList of participants, as at") {
		t.Errorf("a final list reads:\n%s", text)
	}
}

func TestListWords(t *testing.T) {
	list := testList(1, 1)
	list.Words = ListWords{Provisional: "Liste provisoire", AsAt: "au %s", Page: "%d/%d", Total: "%d personnes, %d délégation"}
	list.Head.DemoMark = "DÉMONSTRATION"
	text := pdftest.Parse(t, listPDF(t, list)).Text(0)
	for _, want := range []string{"Liste provisoire, au 3 June", "1/1", "1 personnes, 1 délégation", "DÉMONSTRATION", "Head of delegation"} {
		if !strings.Contains(text, want) {
			t.Errorf("list lacks %q:\n%s", want, text)
		}
	}
}

// Every page says what it is; a party that goes on is named again; no heading stands alone; nothing runs off a page.
func TestListPages(t *testing.T) {
	list := testList(20, 25)
	r := pdftest.Parse(t, listPDF(t, list))
	people := 0
	for i := range r.Pages {
		texts := r.Texts(i)
		text := r.Text(i)
		for _, want := range []string{"TLP:AMBER", "DEMONSTRATION DATA", fmt.Sprintf("Page %d of %d", i+1, len(r.Pages))} {
			if !strings.Contains(text, want) {
				t.Errorf("page %d lacks %q", i+1, want)
			}
		}
		if n := strings.Count(text, "TLP:AMBER"); n != 2 {
			t.Errorf("page %d has %d labels, want one at its head and one at its foot", i+1, n)
		}
		people += strings.Count(text, "Ms Person ")
		first := pageBody(texts)[0]
		if i > 0 && !strings.HasPrefix(first, "Party ") {
			t.Errorf("page %d begins with %q, want the party", i+1, first)
		}
		if last := pageBody(texts)[len(pageBody(texts))-1]; strings.HasPrefix(last, "Party ") {
			t.Errorf("page %d ends with the heading %q", i+1, last)
		}
		for _, s := range texts {
			if s.X < flowMargin-0.1 || s.Right > a4Width-flowMargin+0.1 || s.Y < 10*MM || s.Y > a4Height-10*MM {
				t.Errorf("page %d: %q stands at %v to %v, %v", i+1, s.Text, s.X, s.Right, s.Y)
			}
		}
	}
	if people != 500 {
		t.Errorf("the pages have %d people, want 500", people)
	}
	if !strings.Contains(r.Text(1), "(continued)") {
		t.Errorf("second page does not say that it continues:\n%s", r.Text(1))
	}
}

// pageBody returns the lines between the head and the foot of a page.
func pageBody(texts []pdftest.Shown) []string {
	var body []string
	for _, s := range texts {
		if s.Y < a4Height-flowTop && s.Y > a4Height-flowBottom {
			body = append(body, s.Text)
		}
	}
	return body
}

func TestListOfNobody(t *testing.T) {
	r := pdftest.Parse(t, listPDF(t, List{Head: testHead, Title: "Nothing yet"}))
	if text := r.Text(0); len(r.Pages) != 1 || !strings.Contains(text, "Participants: 0. Delegations: 0.") {
		t.Errorf("%d pages, text:\n%s", len(r.Pages), text)
	}
}

func TestListRowsOfAnyLength(t *testing.T) {
	list := testList(1, 1)
	long := strings.Repeat("Deputy Assistant Undersecretary for Coordination ", 30)
	p := &list.Parties[0].People[0]
	p.Name, p.NativeName, p.Position, p.Unit, p.Address = long, long, long, long, "H.E."
	list.Parties[0].Name = long
	list.Title = long
	r := pdftest.Parse(t, listPDF(t, list))
	for _, s := range r.Texts(0) {
		if s.Right > a4Width-flowMargin+0.1 {
			t.Errorf("%q runs to %v", s.Text, s.Right)
		}
	}
}

func BenchmarkListOf500(b *testing.B) {
	list := testList(20, 25)
	listPDF(b, list)
	for b.Loop() {
		b.SetBytes(int64(len(listPDF(b, list))))
	}
}
