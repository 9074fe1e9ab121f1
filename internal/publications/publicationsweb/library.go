package publicationsweb

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/periodic"
	"counterpart/internal/print"
	"counterpart/internal/print/docx"
	"counterpart/internal/publications"
	"counterpart/internal/results"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/prose"
	"counterpart/internal/web/ui"
)

const pageSize = 25

// libraryPage is the library as somebody narrowed it.
type libraryPage struct {
	Form     *web.Form
	Rows     []publications.Listed
	Next     string
	Words    *vocabulary.Words
	Choices  publications.Choices
	Feed     string
	SignedIn bool
	MaySee   bool
}

func (p *Pages) library(c *web.Call) error {
	form := c.Form()
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := libraryPage{Form: form, SignedIn: c.Actor.SignedIn(), MaySee: c.Actor.Holds(publications.RightSee), Feed: web.Address("/library/feed.atom", "kind", form.Text("kind"))}
	rows, next, err := p.Publications.Library(c.Context(), c.Actor, publications.LibraryFilter{
		Query: form.Text("q"), Kind: form.Text("kind"), Topic: form.Text("topic"), Area: form.Text("area"), Lang: form.Text("language"),
		Year: form.Int("year", "Year"), After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	if page.Rows = rows; next != nil {
		page.Next = c.NextPage(next)
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Choices, err = p.Publications.Choices(c.Context(), c.Actor); err != nil {
		return err
	}
	strictest := label.Clear
	for _, r := range rows {
		strictest = label.Strictest(strictest, r.Label)
	}
	return c.Show(web.View{
		Title: "Library", Content: libraryView(page), Public: !c.Actor.SignedIn(), Label: string(strictest), Head: feedLink(page.Feed),
		Describe: "Policy briefs, guides, news and event reports, each with its versions and languages.",
	})
}

func langOptions(tags []string) []ui.Option {
	out := make([]ui.Option, len(tags))
	for i, t := range tags {
		out[i] = ui.Option{Value: t, Label: langName(t)}
	}
	return out
}

func yearOptions(years []string) []ui.Option {
	out := make([]ui.Option, len(years))
	for i, y := range years {
		out[i] = ui.Option{Value: y, Label: y}
	}
	return out
}

// readPage is a release as it is read.
type readPage struct {
	publications.Reading
	Base   string // address of the installation
	Issuer string // the mechanism
	Below  int    // figures of people smaller than this are not shown
	MaySee bool
}

// load reads what an address asks for: a language or a version may stand behind the name, or both.
func (p *Pages) load(c *web.Call) (readPage, error) {
	lang, version, number := c.Path("lang"), c.Path("version"), 0
	if version == "" && versionForm.MatchString(lang) {
		lang, version = "", lang
	}
	if version != "" {
		var err error
		if number, err = versionOf(version); err != nil {
			return readPage{}, err
		}
	}
	r, err := p.Publications.Read(c.Context(), c.Actor, c.Path("slug"), lang, number)
	if err != nil {
		return readPage{}, err
	}
	m := r.Words.Pack.Mechanism
	return readPage{Reading: r, Base: c.Site.BaseURL, Issuer: m.Name.Default, Below: m.SuppressBelow, MaySee: c.Actor.Holds(publications.RightSee)}, nil
}

func (p *Pages) read(c *web.Call) error {
	page, err := p.load(c)
	if gone, ok := errors.AsType[*publications.Gone](err); ok {
		return c.Show(web.View{
			Title: "Withdrawn", Content: goneView(*gone), Status: http.StatusGone, Public: !c.Actor.SignedIn(), NoIndex: true, Label: string(label.Clear),
		})
	}
	if err != nil {
		return err
	}
	p.count(c, page.Reading, publications.FormatPage)
	return c.Show(web.View{
		Title: page.Title, Content: readView(page), Public: !c.Actor.SignedIn(), Label: string(page.Release.Label), Chatham: page.Chatham,
		Describe: page.Summary, NoIndex: page.Release.Number != page.Latest || page.Release.Label != label.Clear, Head: page.head(),
	})
}

// count notes a reading by a reader: not a page that a browser fetches before anybody asked, nor one that a robot reads.
// What is looked at here to tell is kept nowhere.
func (p *Pages) count(c *web.Call, r publications.Reading, format string) {
	if byReader(c.R) {
		p.Publications.Count(c.Actor, r.PublicationID, r.Release.Number, r.Lang, format)
	}
}

func byReader(r *http.Request) bool {
	if r.Method != http.MethodGet || r.Header.Get("From") != "" { // robots that behave say whom to write to
		return false
	}
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if v := strings.ToLower(r.Header.Get(name)); strings.Contains(v, "prefetch") || strings.Contains(v, "preview") || strings.Contains(v, "prerender") {
			return false
		}
	}
	agent := strings.ToLower(r.UserAgent())
	for _, word := range []string{"bot", "crawl", "spider", "slurp", "preview", "feedfetcher", "headless"} {
		if strings.Contains(agent, word) {
			return false
		}
	}
	return true
}

// file sends an attachment.
func (p *Pages) file(c *web.Call) error {
	f, err := p.Publications.Download(c.Context(), c.Actor, c.Path("slug"), c.Path("attachment"))
	if err != nil {
		return err
	}
	if byReader(c.R) {
		lang := f.Lang
		if lang == "" {
			lang = "-"
		}
		p.Publications.Count(c.Actor, f.PublicationID, f.Release, lang, publications.FormatFile)
	}
	return c.Send(f.FileName(), f.MediaType, f.Content, true)
}

// fill puts the figures of a text in the place of their placeholders.
func fill(figures []publications.Embedded, mark func(f results.Figure, live bool, ref string) prose.Mark) prose.Fill {
	return func(text string, put func(prose.Mark) string) string {
		return publications.Fill(text, figures, func(e publications.Embedded, live bool) string {
			return put(mark(e.Shown(live), live, e.Ref))
		})
	}
}

func number(f results.Figure) string {
	if f.Hidden {
		return "not shown"
	}
	return strconv.Itoa(f.Value)
}

// marks leads a reader from a figure to its explanation below the text.
func (p readPage) marks() prose.Fill {
	published := fill(p.Figures, func(f results.Figure, live bool, ref string) prose.Mark {
		return prose.Mark{Text: number(f), Href: "#" + figureID(ref, live)}
	})
	return withCounts(published, p.Counted, func(f periodic.Figure) prose.Mark { return prose.Mark{Text: f.Text(), Href: "#" + countedID(f)} })
}

func figureID(ref string, live bool) string {
	id := "figure-" + strings.NewReplacer("@", "-", " ", "-").Replace(ref)
	if live {
		return "live-" + id
	}
	return id
}

// notes are the figures of this text, each once in the way in which it stands there.
func (p readPage) notes() []note {
	var out []note
	seen := map[string]bool{}
	publications.Fill(p.Body, p.Figures, func(e publications.Embedded, live bool) string {
		if id := figureID(e.Ref, live); !seen[id] {
			seen[id] = true
			out = append(out, note{Embedded: e, Live: live, ID: id, Words: p.Words, Below: p.Below})
		}
		return ""
	})
	return out
}

// note explains one figure of a text.
type note struct {
	publications.Embedded
	Live  bool
	ID    string
	Words *vocabulary.Words
	Below int
}

// said tells how the figure stands here.
func (n note) said() string {
	f := n.Shown(n.Live)
	if n.Live {
		return "Shown as its report publishes it now: counted as at " + moment(n.Words, f.AsAt) + "."
	}
	return "Kept as it was at this release: counted as at " + moment(n.Words, f.AsAt) + "."
}

// restated tells that the report says something else by now.
func (n note) restated() string {
	return "The report was corrected since: this figure is " + number(n.Now) + " there now, published on " + day(n.Now.PublishedAt) + "."
}

// alternates are the addresses of the languages of the release.
func (p readPage) alternates() []ui.Link {
	number := 0
	if p.Release.Number != p.Latest {
		number = p.Release.Number
	}
	out := make([]ui.Link, len(p.Langs))
	for i, l := range p.Langs {
		out[i] = ui.Link{Label: l.Tag, Href: readPath(p.Slug, l.Tag, number)}
	}
	return out
}

// head is what machines read: other languages, the feed, and what this is in the words of schema.org.
func (p readPage) head() templ.Component {
	if p.Release.Label != label.Clear {
		return nil
	}
	data, err := json.Marshal(p.schema()) // escapes <, > and &, so that nothing ends the element
	if err != nil {
		data = []byte("{}")
	}
	return readHead(p, templ.Raw(`<script type="application/ld+json">`+string(data)+`</script>`))
}

// permalink is the address that is cited: that of the release where it is not the latest, and the identifier where there is one.
func (p readPage) permalink() string {
	if p.About.DOI != "" && p.Release.Number == p.Latest {
		return "https://doi.org/" + p.About.DOI
	}
	return p.Base + readPath(p.Slug, p.Lang, p.Release.Number)
}

// take sends a release in another format.
func (p *Pages) take(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	name := page.Slug + " " + page.Lang + " v" + strconv.Itoa(page.Release.Number) + " " + page.Release.Label.Slug()
	switch c.Path("format") {
	case "pdf":
		p.count(c, page.Reading, publications.FormatPDF)
		var out bytes.Buffer
		if err := print.WriteArticle(&out, page.article(c.Site.Demo, db.At(c.Site.Now()))); err != nil {
			return err
		}
		return c.Send(name+".pdf", "application/pdf", out.Bytes(), true)
	case "docx":
		p.count(c, page.Reading, publications.FormatDOCX)
		var out bytes.Buffer
		if err := docx.Write(&out, page.article(c.Site.Demo, db.At(c.Site.Now()))); err != nil {
			return err
		}
		return c.Send(name+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", out.Bytes(), true)
	case "figures.json":
		data, err := page.figuresJSON()
		if err != nil {
			return err
		}
		return c.Send(name+" figures.json", "application/json", data, false)
	case "bib":
		p.count(c, page.Reading, publications.FormatCitation)
		return c.Send(name+".bib", "application/x-bibtex; charset=utf-8", []byte(page.bibTeX()), false)
	case "ris":
		p.count(c, page.Reading, publications.FormatCitation)
		return c.Send(name+".ris", "application/x-research-info-systems; charset=utf-8", []byte(page.ris()), false)
	default:
		return fault.Missing("format")
	}
}
