package publicationsweb

import (
	"strconv"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/print"
	"counterpart/internal/publications"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web/prose"
)

// meaning is what the kind of the publication is to other systems.
func (p readPage) meaning() string {
	t, _ := p.Words.Term(vocabulary.PublicationKinds, p.Release.Kind)
	return t.Counts
}

// authors are those that are printed, or the mechanism.
func (p readPage) authors() []string {
	if len(p.About.Authors) > 0 {
		return p.About.Authors
	}
	return []string{p.Issuer}
}

func (p readPage) year() string { return p.Release.IssuedAt.Format("2006") }

// series says the series and the number in it.
func (p readPage) series() string {
	if p.About.Series == "" || p.About.Issue == "" {
		return p.About.Series
	}
	return p.About.Series + ", no. " + p.About.Issue
}

// citation is how the release is cited in running text.
func (p readPage) citation() string {
	parts := []string{strings.Join(p.authors(), ", ") + " (" + p.year() + ")", p.Title}
	if p.Release.Number > 1 {
		parts[1] += " (version " + strconv.Itoa(p.Release.Number) + ", " + day(p.Release.PublicFrom) + ")"
	}
	parts = append(parts, kindWords(p.Words, p.Release.Kind))
	if s := p.series(); s != "" {
		parts = append(parts, s)
	}
	if len(p.About.Authors) > 0 {
		parts = append(parts, p.Issuer)
	}
	return strings.Join(parts, ". ") + ". " + p.permalink()
}

// key names the release in a bibliography.
func (p readPage) key() string {
	word, _, _ := strings.Cut(p.Slug, "-")
	return word + p.year() + "v" + strconv.Itoa(p.Release.Number)
}

// bibTeX is the release for LaTeX.
func (p readPage) bibTeX() string {
	kind := map[string]string{"brief": "techreport", "guide": "manual", "event_report": "techreport", "report": "techreport"}[p.meaning()]
	if kind == "" {
		kind = "misc"
	}
	var b strings.Builder
	b.WriteString("@" + kind + "{" + p.key())
	authors := make([]string, len(p.authors()))
	for i, a := range p.authors() {
		authors[i] = "{" + tex(a) + "}" // as printed: nobody guesses which part is the family's
	}
	field := func(name, value string) {
		if value != "" {
			b.WriteString(",\n  " + name + " = {" + value + "}")
		}
	}
	field("author", strings.Join(authors, " and "))
	field("title", "{"+tex(p.Title)+"}")
	if kind == "manual" {
		field("organization", tex(p.Issuer))
	} else {
		field("institution", tex(p.Issuer))
	}
	field("type", tex(kindWords(p.Words, p.Release.Kind)))
	field("series", tex(p.About.Series))
	field("number", tex(p.About.Issue))
	field("year", p.year())
	field("month", strings.ToLower(p.Release.IssuedAt.Format("Jan")))
	field("version", strconv.Itoa(p.Release.Number))
	field("language", p.Lang)
	field("doi", p.About.DOI)
	field("isbn", p.About.ISBN)
	field("url", p.Base+readPath(p.Slug, p.Lang, p.Release.Number))
	b.WriteString("\n}\n")
	return b.String()
}

var texMarks = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "#", `\#`, "$", `\$`, "&", `\&`, "_", `\_`, "^", `\^{}`, "~", `\~{}`)

// tex keeps a text from being read as commands.
func tex(s string) string { return texMarks.Replace(strings.Join(strings.Fields(s), " ")) }

// ris is the release for citation managers.
func (p readPage) ris() string {
	kind := map[string]string{"brief": "RPRT", "guide": "RPRT", "event_report": "RPRT", "report": "RPRT", "news": "NEWS", "article": "RPRT"}[p.meaning()]
	if kind == "" {
		kind = "GEN"
	}
	var b strings.Builder
	line := func(tag, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			b.WriteString(tag + "  - " + value + "\r\n")
		}
	}
	line("TY", kind)
	for _, a := range p.authors() {
		line("AU", a)
	}
	line("TI", p.Title)
	line("AB", p.Summary)
	line("T2", p.About.Series)
	line("SV", p.About.Issue)
	line("M3", kindWords(p.Words, p.Release.Kind))
	line("PY", p.year())
	line("DA", p.Release.IssuedAt.Format("2006/01/02"))
	line("ET", "version "+strconv.Itoa(p.Release.Number))
	line("PB", p.Issuer)
	line("LA", p.Lang)
	line("DO", p.About.DOI)
	line("SN", p.About.ISBN)
	line("UR", p.Base+readPath(p.Slug, p.Lang, p.Release.Number))
	b.WriteString("ER  - \r\n")
	return b.String()
}

// schema is the release in the words of schema.org.
func (p readPage) schema() map[string]any {
	kind := map[string]string{"brief": "Report", "guide": "Report", "event_report": "Report", "report": "Report", "news": "NewsArticle", "article": "ScholarlyArticle"}[p.meaning()]
	if kind == "" {
		kind = "CreativeWork"
	}
	address := p.Base + readPath(p.Slug, p.Lang, 0)
	out := map[string]any{
		"@context": "https://schema.org", "@type": kind, "@id": address, "url": address, "headline": p.Title, "name": p.Title,
		"inLanguage": p.Lang, "version": strconv.Itoa(p.Release.Number), "datePublished": p.Release.IssuedAt.Format("2006-01-02T15:04:05Z"),
		"dateModified": p.Release.PublicFrom.Format("2006-01-02T15:04:05Z"), "publisher": map[string]string{"@type": "Organization", "name": p.Issuer},
		"isAccessibleForFree": true,
	}
	authors := []map[string]string{}
	for _, a := range p.authors() {
		authors = append(authors, map[string]string{"@type": "Thing", "name": a}) // as printed: a person or an office
	}
	out["author"] = authors
	if p.Summary != "" {
		out["description"] = p.Summary
	}
	if p.About.ISBN != "" {
		out["isbn"] = p.About.ISBN
	}
	if p.About.DOI != "" {
		out["identifier"] = map[string]string{"@type": "PropertyValue", "propertyID": "doi", "value": p.About.DOI}
		out["sameAs"] = "https://doi.org/" + p.About.DOI
	}
	if p.About.Series != "" {
		out["isPartOf"] = map[string]string{"@type": "CreativeWorkSeries", "name": p.About.Series}
	}
	var about []string
	for _, t := range p.About.Topics {
		about = append(about, p.Words.Name(vocabulary.Topics, t))
	}
	if about != nil {
		out["keywords"] = about
	}
	if source := p.Release.SourceLang; source != p.Lang {
		out["translationOfWork"] = map[string]string{"@type": kind, "@id": p.Base + readPath(p.Slug, source, 0), "inLanguage": source}
	}
	return out
}

// article is the release as a document.
func (p readPage) article(demo bool, created db.Time) print.Article {
	m := p.Words.Pack.Mechanism
	head := print.Letterhead{Mechanism: p.Issuer, Lang: p.Lang, Created: created.Time}
	if len(m.Letterhead) > 0 {
		head.Office = m.Letterhead[0]
	}
	a := print.Article{
		Head: head, Kind: kindWords(p.Words, p.Release.Kind), Title: p.Title, Summary: p.Summary, Facts: p.printedFacts(),
		Blocks: prose.Blocks(p.Body, p.marks()), Label: string(p.Release.Label), Demo: demo, RTL: publications.Dir(p.Lang) == "rtl",
	}
	if p.Release.Number != p.Latest {
		a.Notices = append(a.Notices, "This is version "+strconv.Itoa(p.Release.Number)+". Version "+strconv.Itoa(p.Latest)+" replaced it.")
	}
	if p.Behind() {
		a.Notices = append(a.Notices, "This translation follows an earlier version of the original.")
	}
	if p.Chatham {
		a.Notices = append(a.Notices, "Held under the Chatham House Rule: nothing here may be attributed.")
	}
	if p.Release.Note != "" {
		a.Notes = append(a.Notes, print.Block{Text: "Version " + strconv.Itoa(p.Release.Number) + ": " + sentence(p.Release.Note)})
	}
	for _, n := range p.notes() {
		f := n.Shown(n.Live)
		words := f.Name + ": " + number(f) + ". " + f.Definition + " " + n.said()
		if !n.Live && n.Restated() {
			words += " " + n.restated()
		}
		a.Notes = append(a.Notes, print.Block{Kind: print.BlockItem, Level: 1, Mark: "•", Text: words + " " + p.Base + "/figures/" + f.ID})
	}
	for _, f := range p.Counted.Figures {
		a.Notes = append(a.Notes, print.Block{Kind: print.BlockItem, Level: 1, Mark: "•", Text: f.Name() + ", " + periodWords(f) + ": " + f.Text() + ". " + f.Definition + " " + countedSaid(p.Words, f)})
	}
	a.Notes = append(a.Notes, print.Block{Text: "Cite as: " + p.citation()})
	return a
}

// facts are what stands under a title.
func (p readPage) facts() []string {
	out := []string{strings.Join(p.About.Authors, ", "), day(p.Release.IssuedAt)}
	if p.Release.Number > 1 {
		out = append(out, "version "+strconv.Itoa(p.Release.Number)+" of "+day(p.Release.PublicFrom))
	}
	return out
}

func (p readPage) printedFacts() []string {
	out := append(p.facts(), p.series())
	if p.About.DOI != "" {
		out = append(out, "doi:"+p.About.DOI)
	}
	if p.About.ISBN != "" {
		out = append(out, "ISBN "+p.About.ISBN)
	}
	if p.Release.Label != label.Clear {
		out = append(out, "Labelled "+string(p.Release.Label))
	}
	return out
}
