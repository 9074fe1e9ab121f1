package abuse

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"counterpart/internal/label"
	"counterpart/internal/pdftest"
	"counterpart/internal/questionnaires"
)

// bare are the routes that send a file without a label, and why. Every other file carries its label in the way of its kind, or
// fails the test: an export that is yet to come is found, too.
var bare = map[string]string{
	"GET /activities/{id}/delegations/{party}/note":          "a party's own document, as the party sent it",
	"GET /n/{token}/note":                                    "a party's own document, as the party sent it",
	"GET /audit/checkpoint":                                  "a signed note of hashes: nothing of any record",
	"GET /healthz":                                           "says that the program runs",
	"GET /readyz":                                            "says that the program is ready",
	"GET /certificates/{certificate}/certificate.pdf":        "a paper that its holder shows to whom they like",
	"GET /certificates/{certificate}/credential.jwt":         "a signed credential, of which not a letter may change",
	"GET /me/certificates/{certificate}/certificate.pdf":     "a paper that its holder shows to whom they like",
	"GET /me/certificates/{certificate}/credential.jwt":      "a signed credential, of which not a letter may change",
	"GET /t/{token}/{certificate}/certificate.pdf":           "a paper that its holder shows to whom they like",
	"GET /t/{token}/{certificate}/credential.jwt":            "a signed credential, of which not a letter may change",
	"GET /issuer":                                            "what everybody may read, in a format of others",
	"GET /issuer/jwks.json":                                  "what everybody may read, in a format of others",
	"GET /issuer/keys/{key}":                                 "what everybody may read, in a format of others",
	"GET /issuer/revoked":                                    "what everybody may read, in a format of others",
	"GET /outcomes/{outcome}/sources/{source}":               "a document as it was attached",
	"GET /indicator-values/{id}/evidence":                    "a document as it was attached",
	"GET /iati/activities.xml":                               "what the pack lets leave for everybody, in a format that has no place for a label",
	"GET /publications/{id}/files/{file}":                    "a document as it was attached",
	"GET /library/{slug}/files/{attachment}":                 "a document as it was attached",
	"GET /library/feed.atom":                                 "what is labelled CLEAR only",
	"GET /laws/{law}/files/{document}":                       "a document as it was attached",
	"GET /laws/{law}/texts/{text}":                           "a document as it was imported",
	"GET /courses/{code}/course.jsonld":                      "what its readers may read, in a format of others",
	"GET /courses/{code}/materials/{material}":               "a document as it was attached",
	"GET /instruments/{code}/versions/{number}/library.yaml": "what everybody may read, as it was brought",
	"GET /training/curricula/{curriculum}/versions/{version}/materials/{material}": "a document as it was attached",
	"GET /activities/{id}/training/statements.json":                                "statements about pseudonyms, in a format of others",
	"GET /action-plans/{plan}/actions/{action}/file":                               "a document as it was attached",
	"GET /secondments/{secondment}/papers/{paper}":                                 "a document as it was attached",
}

// ofAll are files about the whole mechanism. They tell of no single record, so that no record's label is theirs.
var ofAll = map[string]label.TLP{
	"GET /training.csv": label.Amber, "GET /reach.csv": label.Amber, "GET /reach/women-and-men.csv": label.Amber, "GET /network.csv": label.Amber, "GET /secondments/members.csv": label.Amber,
	"GET /framework/values.csv": label.Clear, // published values
	"GET /treaty-status.csv":    label.Clear, // what depositaries publish
}

// carried checks a file of a media type.
var carried = map[string]func(t *testing.T, what string, a answer, want label.TLP){
	"application/pdf":           pdfCarries,
	"text/csv":                  csvCarries,
	"text/calendar":             calendarCarries,
	"text/vcard":                cardsCarry,
	"application/zip":           zipCarries,
	questionnaires.XLSX.Media(): officeCarries, questionnaires.DOCX.Media(): officeCarries,
	"application/json": jsonCarries,
}

// TestEveryFileCarriesItsLabel takes every file that the router offers, of an activity labelled AMBER+STRICT: A18 for
// whatever leaves the program, an export that is yet to come included.
func TestEveryFileCarriesItsLabel(t *testing.T) {
	t.Parallel()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, program, "sqlite")
	p := &probe{server: s, t: t, program: program}
	x := p.id("activity.X")
	d, err := s.open()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Exec(`update activity set label = ? where id = ?`, string(label.AmberStrict), x); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"support_request", "publication", "commitment", "outcome", "curriculum", "action_plan", "assignment", "secondment", "national_law", "gap_assessment", "gap_cleared", "recommendation"} {
		if _, err := d.Exec(`update `+table+` set label = ?`, string(label.AmberStrict)); err != nil {
			t.Fatal(err)
		}
	}
	_ = d.Close()
	kinds := map[string]int{}
	for _, r := range s.routes {
		if r.api || r.method != http.MethodGet && r.String() != "POST /activities/{id}/registrations/export" || strings.HasSuffix(r.path, ".js") {
			continue
		}
		targets, err := s.targets(r)
		if err != nil {
			t.Fatal(err)
		}
		to := targets[0]
		for _, role := range []string{"officer", "administrator", "participantA"} {
			req := s.request(r, to)
			req.role = role
			a := p.ask(req)
			media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
			if a.status != http.StatusOK || media == "text/html" || bare[r.String()] != "" {
				continue
			}
			check := carried[media]
			if check == nil {
				t.Errorf("%s sends %s, and nothing is known of the label in it: add it to carried, or to bare with a reason", r, media)
				continue
			}
			want := label.AmberStrict
			if strings.HasPrefix(r.path, "/reports/") || strings.HasPrefix(r.path, "/library/") {
				want = label.Clear // what is published
			}
			if tlp := ofAll[r.String()]; tlp != "" {
				want = tlp
			}
			check(t, r.String()+" as "+role, a, want)
			kinds[media]++
			break
		}
	}
	for media := range carried {
		if kinds[media] == 0 {
			t.Errorf("no file of the kind %s was taken: the test no longer finds the exports", media)
		}
	}
	for _, words := range p.found {
		t.Error(words)
	}
}

func pdfCarries(t *testing.T, what string, a answer, want label.TLP) {
	f := pdftest.Parse(t, a.body)
	for i := range f.Pages {
		if text := strings.Join(strings.Fields(f.Text(i)), ""); !strings.Contains(text, string(want)) {
			t.Errorf("%s: page %d does not carry %s", what, i+1, want)
		}
	}
	named(t, what, a, want)
}

// named holds that the name of a file says the label.
func named(t *testing.T, what string, a answer, want label.TLP) {
	if _, params, _ := mime.ParseMediaType(a.header.Get("Content-Disposition")); !strings.Contains(params["filename"], want.Slug()) {
		t.Errorf("%s: the name %q does not say %s", what, params["filename"], want)
	}
}

func csvCarries(t *testing.T, what string, a answer, want label.TLP) {
	rows, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Errorf("%s: %d rows, %v", what, len(rows), err)
		return
	}
	for _, row := range rows[1:] {
		if !slices.Contains(row, string(want)) {
			t.Errorf("%s: the row %q does not carry %s", what, row, want)
		}
	}
	named(t, what, a, want)
}

func calendarCarries(t *testing.T, what string, a answer, want label.TLP) {
	text := strings.ReplaceAll(string(a.body), "\r\n ", "")
	events := strings.Split(text, "BEGIN:VEVENT")[1:]
	if len(events) == 0 {
		t.Errorf("%s: no event", what)
	}
	for _, e := range events {
		if !strings.Contains(e, "CLASS:CONFIDENTIAL") || !strings.Contains(e, string(want)) {
			t.Errorf("%s: an event does not carry %s:\n%s", what, want, e)
		}
	}
}

func cardsCarry(t *testing.T, what string, a answer, want label.TLP) {
	cards := strings.Split(strings.ReplaceAll(string(a.body), "\r\n ", ""), "BEGIN:VCARD")[1:]
	if len(cards) == 0 {
		t.Errorf("%s: no card", what)
	}
	for _, card := range cards {
		if !strings.Contains(card, string(want)) {
			t.Errorf("%s: a card does not carry %s:\n%s", what, want, card)
		}
	}
}

func zipCarries(t *testing.T, what string, a answer, want label.TLP) {
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Error(err)
			continue
		}
		text, err := io.ReadAll(r)
		if strings.HasSuffix(f.Name, ".html") || strings.HasSuffix(f.Name, ".json") {
			// As it is written in HTML and in JSON.
			plain := strings.NewReplacer("&#43;", "+", `\u002b`, "+").Replace(string(text))
			if err != nil || !strings.Contains(plain, string(want)) {
				t.Errorf("%s: %s does not carry %s (%v)", what, f.Name, want, err)
			}
		}
	}
}

// officeCarries looks for the label on every sheet of a workbook, and in head and foot of a document.
func officeCarries(t *testing.T, what string, a answer, want label.TLP) {
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	looked := 0
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") && !strings.HasPrefix(f.Name, "word/header") && !strings.HasPrefix(f.Name, "word/footer") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Error(err)
			continue
		}
		looked++
		if text, err := io.ReadAll(r); err != nil || !strings.Contains(string(text), string(want)) {
			t.Errorf("%s: %s does not carry %s (%v)", what, f.Name, want, err)
		}
	}
	if looked == 0 {
		t.Errorf("%s: no part that could carry a label", what)
	}
}

func jsonCarries(t *testing.T, what string, a answer, want label.TLP) {
	var body struct{ Label label.TLP }
	if err := json.Unmarshal(a.body, &body); err != nil || body.Label != want {
		t.Errorf("%s: the label is %q, want %s (%v)", what, body.Label, want, err)
	}
}
