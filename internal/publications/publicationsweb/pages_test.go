package publicationsweb_test

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/pdftest"
	"counterpart/internal/publications"
	"counterpart/internal/publications/publicationsweb"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// desk serves the room to an author, a reviewer and a Co-Manager of a mechanism where one agreement is enough.
type desk struct {
	*roomtest.Site
	t       *testing.T
	d       *db.DB
	svc     *publications.Service
	author  access.Actor
	manager access.Actor
	public  access.Actor
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "lakes")
	k := &desk{t: t, d: d, svc: publications.New(d, publications.Options{Files: roomtest.Files(t, d)})}
	k.author = roomtest.Holding("author", publications.RightRead, publications.RightSee, publications.RightWrite, publications.RightReview, activities.RightSee)
	k.manager = roomtest.Holding("manager", publications.RightRead, publications.RightSee, publications.RightReview, publications.RightRelease, publications.RightWithdraw)
	k.public = access.Actor{Via: "public", Grants: []access.Grant{{Role: access.Public, Rights: map[access.Right]bool{publications.RightRead: true}}}}
	k.Site = roomtest.Serve(t, k.author, &publicationsweb.Pages{Publications: k.svc, Activities: activities.New(d), Vocabulary: vocabulary.New(d)})
	return k
}

// form is a source as it is typed; more replaces fields of it.
func form(more ...string) []string {
	out := []string{
		"title", "Fish & <nets>", "summary", "What is \"known\".", "body", "## Findings\n\nFirst words.\n", "kind", "note_synthese", "authors", "A. Writer\nThe Office",
		"source_language", "en", "label", "TLP:CLEAR", "doi", "10.1000/182", "isbn", "978-3-16-148410-0", "series", "Notes", "issue", "7",
	}
	for i := 0; i < len(more); i += 2 {
		at := slices.Index(out, more[i])
		if at < 0 {
			out = append(out, more[i], more[i+1])
		} else {
			out[at+1] = more[i+1]
		}
	}
	return out
}

func (k *desk) as(actor access.Actor) *desk { k.Actor = actor; return k }

// released writes a brief with a translation and takes it to its readers, form by form.
func (k *desk) released() string {
	k.t.Helper()
	at := k.as(k.author).Post(303, "/publications", form())
	k.Post(303, at+"/languages/ar", []string{"title", "الأسماك", "summary", "ما هو معروف", "body", "كلمات", "version", "0", "of_source", "1"})
	k.Upload(303, at+"/files", []string{"title", "Data", "language", "en"}, "data.csv", []byte("a,b\n1,2\n"))
	k.Post(303, at+"/submit", []string{"version", "3"})
	k.as(k.manager).Post(303, at+"/approve", []string{"version", "3"})
	k.Post(303, at+"/release", []string{"version", "3"})
	return at
}

func TestLibrary(t *testing.T) {
	k := newDesk(t)
	at := k.released()
	k.as(k.public).Get(200, "/library", "Fish &amp; &lt;nets&gt;", "Note de synthèse", `hreflang="ar"`, "/library/feed.atom")
	k.Get(200, "/library?q=fish&kind=note_synthese&language=ar", "الأسماك")
	k.Get(200, "/library?kind=manuel", "Nothing matches")
	page := k.Get(
		200, "/library/fish-nets", "<h2>Findings</h2>", "TLP:CLEAR", `hreflang="ar" href="http://counterpart.example/library/fish-nets/ar"`, `hreflang="x-default"`,
		`rel="canonical" href="http://counterpart.example/library/fish-nets/en"`, "A. Writer, The Office (2024)", "https://doi.org/10.1000/182", "Data</a>",
	)
	data := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	var schema map[string]any
	if len(data) != 2 || strings.ContainsAny(data[1], "<>&") || json.Unmarshal([]byte(data[1]), &schema) != nil || schema["@type"] != "Report" || schema["name"] != "Fish & <nets>" {
		t.Errorf("schema.org: %v", data)
	}
	k.Get(200, "/library/fish-nets/ar", `lang="ar" dir="rtl"`, "كلمات", `aria-current="page" lang="ar"`)
	k.Get(200, "/library/fish-nets/v1", "First words")
	k.Get(200, "/library/fish-nets/en/v1", "First words")
	for _, none := range []string{"/library/fish", "/library/fish-nets/fr", "/library/fish-nets/v2", "/library/fish-nets/en/1", "/library/fish-nets/en/v1/doc", "/library/feed.atom?kind=x"} {
		k.Get(404, none)
	}
	k.Get(200, "/library/fish-nets/en/v1/bib", "@techreport{fish2024v1", `{Fish \& <nets>}`, "doi = {10.1000/182}", "author = {{A. Writer} and {The Office}}")
	k.Get(200, "/library/fish-nets/en/v1/ris", "TY  - RPRT\r\n", "AU  - The Office\r\n", "SN  - 9783161484100\r\n", "ER  - \r\n")
	file := regexp.MustCompile(`/library/fish-nets/files/[^"]+`).FindString(page)
	k.Get(200, file, "a,b")
	for _, format := range []string{"en/v1/pdf", "ar/v1/pdf"} {
		pdf := pdftest.Parse(t, []byte(k.Get(200, "/library/fish-nets/"+format)))
		if text := pdf.Text(0); strings.Count(text, "TLP:CLEAR") != 2 || format[:2] == "en" && !strings.Contains(text, "First words.") {
			t.Error(text)
		}
	}
	// A correction: the earlier version stays, with a notice; withdrawn, all of it is gone.
	k.as(k.author).Post(303, at, form("version", "3", "changed", "Words mended", "body", "Better words."))
	k.Post(303, at+"/submit", []string{"version", "4"})
	k.as(k.manager).Post(303, at+"/approve", []string{"version", "4"})
	k.Post(422, at+"/release", []string{"version", "4"}, "Write for its readers what changes")
	k.Post(303, at+"/release", []string{"version", "4", "note", "A word was wrong"})
	k.as(k.public).Get(200, "/library/fish-nets", "Better words", "A word was wrong.", "Read the version before")
	k.Get(200, "/library/fish-nets/v1", "This is an earlier version", "First words", "noindex")
	k.Get(200, "/library/fish-nets/ar", "This translation is behind")
	k.as(k.manager).Get(200, at+"/withdraw", "It leaves the library")
	k.Post(422, at+"/withdraw", nil, "Write why it is withdrawn")
	k.Post(303, at+"/withdraw", []string{"reason", "A State asked for it"})
	for _, path := range []string{"/library/fish-nets", "/library/fish-nets/ar", "/library/fish-nets/v1"} {
		k.as(k.public).Get(410, path, "Withdrawn", "A State asked for it")
	}
	k.Get(404, file)
	k.Get(200, "/library", "Nothing matches")
}

// The feed is well-formed, has what RFC 4287 asks of every feed and entry, and holds what everybody may read.
func TestFeed(t *testing.T) {
	k := newDesk(t)
	k.released()
	at := k.as(k.author).Post(303, "/publications", form("title", "For members", "label", "TLP:GREEN"))
	k.Post(303, at+"/submit", []string{"version", "1"})
	k.as(k.manager).Post(303, at+"/approve", []string{"version", "1"})
	k.Post(303, at+"/release", []string{"version", "1"})
	for _, path := range []string{"/library/feed.atom", "/library/feed.atom?kind=note_synthese"} {
		text := k.as(k.manager).Get(200, path)
		var feed struct {
			XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
			ID      string   `xml:"http://www.w3.org/2005/Atom id"`
			Title   string   `xml:"title"`
			Updated string   `xml:"updated"`
			Author  string   `xml:"author>name"`
			Links   []struct {
				Rel  string `xml:"rel,attr"`
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Entries []struct {
				ID      string   `xml:"id"`
				Title   string   `xml:"title"`
				Updated string   `xml:"updated"`
				Authors []string `xml:"author>name"`
				Links   []struct {
					Rel  string `xml:"rel,attr"`
					Href string `xml:"href,attr"`
					Lang string `xml:"hreflang,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(text), &feed); err != nil {
			t.Fatal(err, text)
		}
		if feed.ID != "http://counterpart.example"+path || feed.Title == "" || feed.Author == "" || len(feed.Entries) != 1 || len(feed.Links) != 2 || feed.Links[0].Rel != "self" {
			t.Errorf("%+v", feed)
		}
		for _, e := range feed.Entries {
			if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.ID == "" || e.Title != "Fish & <nets>" || len(e.Authors) != 2 || len(e.Links) != 2 || e.Links[1].Lang != "ar" {
				t.Errorf("%+v, %v", e, err)
			}
		}
		if _, err := time.Parse(time.RFC3339, feed.Updated); err != nil {
			t.Error(err)
		}
	}
}

// What is typed stays: a conflict shows both texts, a fault stands beside its field, a preview keeps nothing.
func TestWriting(t *testing.T) {
	k := newDesk(t)
	k.Get(200, "/publications/new", "Embargo until", "Note de synthèse")
	k.Post(422, "/publications", form("title", ""), "Write the title", "First words.")
	k.Post(422, "/publications", form("isbn", "978-3-16-148410-9"), "978-3-16-148410-9", "the last one checks the others", "First words.")
	k.Post(422, "/publications", form("embargo_at", "yesterday"), "is not a date and time", "First words.")
	k.Post(200, "/publications", form("do", "preview"), "Preview; nothing is kept yet", "<h2>Findings</h2>")
	k.Get(200, "/publications", "No publication matches")
	at := k.Post(303, "/publications", form())
	k.Get(200, at, "Submit for review", "Begun", "TLP:CLEAR")
	k.Get(200, at+"/edit", "First words.", `value="1"`)
	k.Post(303, at, form("version", "1", "changed", "One", "body", "Mine. Same."))
	k.Post(409, at, form("version", "1", "changed", "Two", "body", "Theirs. Same."), "saved this text while you wrote", "Theirs. Same.", "Mine. Same.", `name="version" value="2"`)
	k.Post(422, at, form("version", "2", "body", "x"), "Write in a few words what changed")
	k.Get(200, at+"/compare?from=1&to=2", "<ins>Mine.</ins>", "<del>First words.</del>")
	k.Get(200, at+"/versions/1", "First words.")
	k.Get(303, at+"/languages?language=fa")
	k.Get(200, at+"/languages/fa", `dir="rtl"`, "Mine. Same.", `name="of_source" value="2"`)
	k.Post(422, at+"/languages/fa", []string{"version", "0", "of_source", "2", "body", "متن"}, "Write the title", "متن")
	k.Post(303, at+"/languages/fa", []string{"version", "0", "of_source", "2", "title", "ماهی", "body", "متن"})
	k.Post(303, at, form("version", "2", "changed", "Three", "body", "Later. Same."))
	k.Get(200, at, "Behind the source")
	k.Get(200, at+"/languages/fa", "What changed in the source", "<ins>Later.</ins>")
	k.Post(422, at+"/files", []string{"title", "x"}, "Choose a file")
	k.Get(200, "/publications.csv", "fish-nets,Fish & <nets>,Note de synthèse,en,draft,,4,TLP:CLEAR")
	k.Post(303, at+"/submit", []string{"version", "4"})
	k.Get(200, at, "You wrote a part of this")
	k.Post(403, at+"/approve", []string{"version", "4"})
	k.as(k.manager).Post(422, at+"/return", nil, "Write what should be changed")
	k.Post(303, at+"/return", []string{"reason", "Name the sources"})
	k.as(k.author).Get(200, at, "Name the sources")
}

// Readers are counted, whatever fetches pages for them is not, and nothing is kept about who read.
func TestCounting(t *testing.T) {
	k := newDesk(t)
	at := k.released()
	k.as(k.public).Get(200, "/library/fish-nets")
	k.Get(200, "/library/fish-nets/ar/v1/pdf")
	k.as(k.author).Get(200, "/library/fish-nets")
	if err := k.svc.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var counts publications.Counts
	k.Call(200, "GET", at+"/counts", nil, &counts)
	if len(counts.Totals) != 2 || counts.Totals[0] != (publications.CountRow{Release: 1, Lang: "ar", Format: "pdf", N: 1}) || counts.Totals[1] != (publications.CountRow{Release: 1, Lang: "en", Format: "page", N: 1}) {
		t.Errorf("%+v", counts)
	}
	k.Get(200, at+"/counts", "PDF", "Readings, not readers")
}

// The whole way by the API.
func TestAPI(t *testing.T) {
	k := newDesk(t)
	draft := map[string]any{
		"title": "By machine", "summary": "s", "body": "First.", "kind": "manuel", "authors": []string{}, "topics": []string{}, "areas": []string{}, "source_language": "fr", "label": "TLP:CLEAR",
	}
	var made struct{ ID string }
	k.Call(201, "POST", "/publications", draft, &made)
	path := "/publications/" + made.ID
	draft["changed"], draft["body"] = "More", "Second."
	k.Call(200, "PUT", path+"?version=1", draft, nil)
	k.Call(409, "PUT", path+"?version=1", draft, nil)
	k.Call(200, "PUT", path+"/languages/en", map[string]any{"title": "By machine", "summary": "", "body": "Second.", "version": 0, "of_source": 2}, nil)
	k.Call(200, "POST", path+"/submit", map[string]any{"version": 3}, nil)
	k.as(k.manager)
	k.Call(200, "POST", path+"/return", map[string]any{"reason": "Not yet"}, nil)
	k.as(k.author).Call(200, "POST", path+"/submit", map[string]any{"version": 3}, nil)
	k.as(k.manager)
	k.Call(200, "POST", path+"/approve", map[string]any{"version": 3}, nil)
	var page struct {
		Publication struct{ State, Standing string }
		Releases    []struct{ Number int }
	}
	k.Call(200, "POST", path+"/release", map[string]any{"version": 3}, &page)
	if page.Publication.State != "released" || page.Publication.Standing != "released" || len(page.Releases) != 1 {
		t.Errorf("%+v", page)
	}
	var list struct{ Items []struct{ Slug string } }
	k.as(k.public).Call(200, "GET", "/library?language=en", nil, &list)
	if len(list.Items) != 1 || list.Items[0].Slug != "by-machine" {
		t.Errorf("%+v", list)
	}
	k.Call(401, "GET", path, nil, nil)
	k.as(k.manager)
	k.Call(200, "GET", "/publications?state=released", nil, &list)
	k.Call(200, "POST", path+"/withdraw", map[string]any{"reason": "Wrong"}, nil)
	k.as(k.public).Call(200, "GET", "/library", nil, &list)
	if len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
}
